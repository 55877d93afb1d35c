package io.stargazer.rpc.server;

import io.stargazer.rpc.Authenticator;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.service.ServiceTable;

/** What a provider is made of. */
public record RpcSettings(
        ServiceTable services,
        Authenticator authenticator,
        RpcLimits limits,
        CallObserver observer,
        FastPath fastPath) {

    public RpcSettings(ServiceTable services, Authenticator authenticator) {
        this(services, authenticator, RpcLimits.DEFAULT, CallObserver.NONE, FastPath.NONE);
    }

    public RpcSettings withLimits(RpcLimits changed) {
        return new RpcSettings(services, authenticator, changed, observer, fastPath);
    }

    public RpcSettings withObserver(CallObserver changed) {
        return new RpcSettings(services, authenticator, limits, changed, fastPath);
    }

    /** For the listener of its own; channels that are attached keep the event loops they have. */
    public RpcSettings withFastPath(FastPath changed) {
        return new RpcSettings(services, authenticator, limits, observer, changed);
    }
}
