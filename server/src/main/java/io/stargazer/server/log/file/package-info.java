/**
 * The files of a log, byte by byte.
 *
 * <pre>
 *   raft/GROUP/current/log_0-99  log_inprogress_100      SegmentFile, as the library writes it
 *   raft/GROUP/current/raft-meta.conf                    VotersFile, as the library writes it
 *   snapshots/snapshot-0000000000000000100               SnapshotFile, as we write it
 * </pre>
 */
@NullMarked
package io.stargazer.server.log.file;

import org.jspecify.annotations.NullMarked;
