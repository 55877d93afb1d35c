package io.stargazer.rpc.service;

import io.stargazer.rpc.bulk.BulkHandler;
import io.stargazer.rpc.codec.CodecTable;
import io.stargazer.rpc.codec.ContractMethod;
import io.stargazer.rpc.codec.PayloadCodec;
import io.stargazer.rpc.stream.CallKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What a provider serves (RP-1). Services may be bound and unbound while connections are open. Safe
 * for use by any thread.
 */
public final class ServiceTable {

    /**
     * A method as one codec reaches it; {@code codec} is {@link #ANY_CODEC} for handlers of bytes.
     */
    private record Key(String path, int codec) {}

    private static final int ANY_CODEC = -1;

    private final CodecTable codecs;
    private final ConcurrentMap<Key, BoundMethod> methods = new ConcurrentHashMap<>();

    /** Services that were taken away and not bound again. */
    private final Set<String> gone = ConcurrentHashMap.newKeySet();

    public ServiceTable() {
        this(CodecTable.standard());
    }

    public ServiceTable(CodecTable codecs) {
        this.codecs = codecs;
    }

    /**
     * Serves a contract in every codec of the table that can carry it.
     *
     * @throws IllegalArgumentException the contract cannot be served, or a method is bound already
     */
    public <T> ServiceTable bind(String service, Class<T> contract, T implementation) {
        List<ContractMethod> contractMethods = ContractMethod.of(contract);
        Map<Key, BoundMethod> added = new LinkedHashMap<>();
        List<String> refusals = new ArrayList<>();
        for (PayloadCodec codec : codecs.all()) {
            PayloadCodec prepared;
            try {
                prepared = codec.forContract(contract, contractMethods);
            } catch (IllegalArgumentException cannotCarry) {
                refusals.add(cannotCarry.getMessage());
                continue;
            }
            for (ContractMethod method : contractMethods) {
                added.put(
                        new Key(path(service, method.name()), codec.number()),
                        ContractBody.bind(service, method, prepared, implementation));
            }
        }
        if (added.isEmpty()) {
            throw new IllegalArgumentException(
                    "no codec can carry " + contract.getName() + ": " + refusals);
        }
        added.forEach(this::add);
        return this;
    }

    /** Serves one method on bytes; each call has a virtual thread. */
    public ServiceTable bind(String service, String method, UnaryHandler handler) {
        return add(service, method, CallKind.CALL, false, unary(handler));
    }

    /** Serves one method on bytes, on the event loop: see {@link io.stargazer.rpc.NonBlocking}. */
    public ServiceTable bindInline(String service, String method, UnaryHandler handler) {
        return add(service, method, CallKind.CALL, true, unary(handler));
    }

    /** Serves one method on bytes with an answer that comes later. */
    public ServiceTable bindStage(String service, String method, StageHandler handler) {
        return add(service, method, CallKind.CALL, false, stage(handler));
    }

    /** The same, begun on the event loop: see {@link io.stargazer.rpc.NonBlocking}. */
    public ServiceTable bindInlineStage(String service, String method, StageHandler handler) {
        return add(service, method, CallKind.CALL, true, stage(handler));
    }

    private static BoundMethod.Body stage(StageHandler handler) {
        return (call, request, items) -> handler.handle(call, request);
    }

    private static BoundMethod.Body unary(UnaryHandler handler) {
        return (call, request, items) -> handler.handle(call, request);
    }

    /**
     * Serves one method on bytes, on the event loop, many requests at a time (RP-3); single calls
     * are batches of one.
     */
    public ServiceTable bindBulk(String service, String method, BulkHandler handler) {
        return add(service, method, CallKind.CALL, true, new BoundMethod.Batches(handler));
    }

    /** Serves one method that answers with items; each call has a virtual thread. */
    public ServiceTable bindStream(String service, String method, StreamHandler handler) {
        BoundMethod.Body body = (call, request, items) -> handler.open(call, request);
        return add(service, method, CallKind.STREAM, false, body);
    }

    /** Serves one method that takes items; each call has a virtual thread. */
    public ServiceTable bindUpload(String service, String method, UploadHandler handler) {
        return add(service, method, CallKind.UPLOAD, false, handler::handle);
    }

    /** Serves one method that takes items and answers with items. */
    public ServiceTable bindDuplex(String service, String method, DuplexHandler handler) {
        return add(service, method, CallKind.DUPLEX, false, handler::open);
    }

    private ServiceTable add(
            String service, String method, CallKind kind, boolean inline, BoundMethod.Body body) {
        add(
                new Key(path(service, method), ANY_CODEC),
                new BoundMethod(service, method, kind, inline, body));
        return this;
    }

    /**
     * Takes a service away: whoever asks for its methods from now on is sent elsewhere. A
     * connection that has used one before may go on doing so until it closes.
     */
    public void unbind(String service) {
        gone.add(service);
        methods.keySet().removeIf(key -> key.path().startsWith(service + "/"));
    }

    /** Whether this is a method of a service that was taken away. */
    public boolean isGone(String path) {
        return gone.contains(serviceOf(path));
    }

    /** The service of {@code service/method}. */
    public static String serviceOf(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** The method behind {@code service/method} for this codec. */
    public @Nullable BoundMethod find(String path, int codec) {
        BoundMethod exact = methods.get(new Key(path, codec));
        return exact != null ? exact : methods.get(new Key(path, ANY_CODEC));
    }

    private void add(Key key, BoundMethod method) {
        if (methods.putIfAbsent(key, method) != null) {
            throw new IllegalArgumentException(key.path() + " is bound already");
        }
        gone.remove(serviceOf(key.path()));
    }

    private static String path(String service, String method) {
        if (service.isBlank() || method.isBlank() || method.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "a service and a method need names, the method's without '/'");
        }
        return service + "/" + method;
    }
}
