/**
 * What a payload looks like. A contract is read once, when it is bound or a proxy is made; codecs
 * are a table by number, because the number is what travels.
 *
 * <pre>
 *   Class -> ContractMethod(s) -> PayloadCodec.forContract(...) -> encode / decode
 *   0 RawPayload   1 JsonPayload   2 ForyPayload   3 records of the house (given by the caller)
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.codec;

import org.jspecify.annotations.NullMarked;
