package io.stargazer.rpc.client;

import io.netty.buffer.ByteBufUtil;
import io.stargazer.rpc.wire.Fields;

/**
 * A remote method as a caller names it; its path has at most 512 bytes. Keep and reuse it: each
 * connection gives every different one that is served there a number, and their count is limited.
 *
 * @param codec the number of the codec that the payloads are in
 * @param idempotent twice does no harm, so it may be retried (RP-4)
 */
public record RpcMethod(String service, String method, int codec, boolean idempotent) {

    public RpcMethod {
        if (service.isBlank() || method.isBlank() || method.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "a service and a method need names, the method's without '/'");
        }
        int bytes = ByteBufUtil.utf8Bytes(service) + 1 + ByteBufUtil.utf8Bytes(method);
        if (bytes > Fields.MAX_METHOD_BYTES) {
            throw new IllegalArgumentException(
                    "the names of a service and a method have at most "
                            + Fields.MAX_METHOD_BYTES
                            + " bytes with the '/' between them, not "
                            + bytes);
        }
    }

    /** A method on raw bytes. */
    public static RpcMethod raw(String service, String method) {
        return new RpcMethod(service, method, 0, false);
    }

    public String path() {
        return service + "/" + method;
    }
}
