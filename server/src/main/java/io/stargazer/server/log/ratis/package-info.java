/**
 * The log on disk, by Apache Ratis: the only package that knows the library.
 *
 * <pre>
 *   RatisLog --- SegmentCheck, SnapshotFiles: is what is there whole?  DataDirectory: is it ours?
 *      |
 *      +-- the library -- RatisMachine --> LogMachine.apply
 *      |                       +-- Snapshots: written aside, while entries go on
 *      |                       '-- SnapshotTransfer: the newest of another server
 *      +-- PeerRpc, PeerAppender -> PeerTransport: to the others; theirs enter by RatisLog.answer
 *      '-- MemberChanges: who votes
 * </pre>
 */
@NullMarked
package io.stargazer.server.log.ratis;

import org.jspecify.annotations.NullMarked;
