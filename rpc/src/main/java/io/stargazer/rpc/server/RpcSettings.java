package io.stargazer.rpc.server;

import io.stargazer.rpc.Authenticator;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.service.ServiceTable;

/** What a provider is made of. */
public record RpcSettings(
        ServiceTable services,
        Authenticator authenticator,
        RpcLimits limits,
        CallObserver observer) {

    public RpcSettings(ServiceTable services, Authenticator authenticator) {
        this(services, authenticator, RpcLimits.DEFAULT, CallObserver.NONE);
    }

    public RpcSettings withLimits(RpcLimits changed) {
        return new RpcSettings(services, authenticator, changed, observer);
    }

    public RpcSettings withObserver(CallObserver changed) {
        return new RpcSettings(services, authenticator, limits, changed);
    }
}
