/**
 * The state and its log without a running server, and the way there (CL-5).
 *
 * <pre>
 *   BackupHttpApi - BackupService - ControlView at one moment --> BackupFile
 *                                                                     |
 *   data directory of a new server  <---------------------------  Restoration
 *
 *   data directory of a stopped server - StoredLog - LogReport: what is in it, LogReplay: is it right?
 * </pre>
 */
@NullMarked
package io.stargazer.server.backup;

import org.jspecify.annotations.NullMarked;
