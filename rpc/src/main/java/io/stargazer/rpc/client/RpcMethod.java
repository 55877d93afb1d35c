package io.stargazer.rpc.client;

/**
 * A remote method as a caller names it. Keep and reuse it: each connection gives every different
 * one a number, and their count is limited.
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
    }

    /** A method on raw bytes. */
    public static RpcMethod raw(String service, String method) {
        return new RpcMethod(service, method, 0, false);
    }

    public String path() {
        return service + "/" + method;
    }
}
