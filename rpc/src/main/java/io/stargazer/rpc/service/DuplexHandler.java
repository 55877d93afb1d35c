package io.stargazer.rpc.service;

import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.stream.EncodedItem;
import java.util.concurrent.Flow;

/**
 * Serves one method on bytes with items both ways, each at its own pace. What comes in is as in
 * {@link UploadHandler}, what goes out as in {@link StreamHandler}; the end of what goes out is the
 * end of the call.
 */
@FunctionalInterface
public interface DuplexHandler {

    Flow.Publisher<EncodedItem> open(CallContext call, byte[] request, Flow.Publisher<byte[]> items)
            throws Exception;
}
