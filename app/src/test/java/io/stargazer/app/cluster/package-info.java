/**
 * Several servers in one process, and those who use them while the lead moves.
 *
 * <pre>
 *  applications, commands ---> s1 (leads) ---> s2, s3
 *                                 X stops: s2 or s3 leads, and everybody follows
 * </pre>
 */
@NullMarked
package io.stargazer.app.cluster;

import org.jspecify.annotations.NullMarked;
