/**
 * What a provider serves: contracts and handlers, found by name and codec, called on bytes.
 *
 * <pre>
 *   ServiceTable.bind(service, contract, implementation) -> BoundMethod per method and codec
 *   ServiceTable.bind | bindStream | bindUpload | bindDuplex (service, method, ...Handler)
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.service;

import org.jspecify.annotations.NullMarked;
