/**
 * The state as a file, and the log without a server (CL-5).
 *
 * <pre>
 *   backup   asks the server named by --server     restore, log   work on folders of this machine
 * </pre>
 */
@NullMarked
package io.stargazer.app.backup;

import org.jspecify.annotations.NullMarked;
