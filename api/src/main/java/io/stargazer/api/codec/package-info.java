/**
 * The binary form of records: for the log, for snapshots and for the servers' own protocol.
 *
 * <p>A record is its components in order, nothing else: no names, no versions. That is enough
 * because a shipped record never changes; new behaviour is a new record under a new {@link
 * io.stargazer.api.codec.Tag}. Types come from the code that reads, never from the bytes, so bytes
 * cannot instantiate a class of their choice.
 */
@NullMarked
package io.stargazer.api.codec;

import org.jspecify.annotations.NullMarked;
