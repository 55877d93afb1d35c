package io.stargazer.rpc.server;

import io.stargazer.rpc.Authenticator;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.tls.Tls;
import java.time.InstantSource;

/**
 * What a provider is made of.
 *
 * @param clock by which logins expire; asked with every call
 */
public record RpcSettings(
        ServiceTable services,
        Authenticator authenticator,
        RpcLimits limits,
        CallObserver observer,
        FastPath fastPath,
        Tls tls,
        InstantSource clock) {

    public RpcSettings(ServiceTable services, Authenticator authenticator) {
        this(
                services,
                authenticator,
                RpcLimits.DEFAULT,
                CallObserver.NONE,
                FastPath.NONE,
                Tls.OFF,
                InstantSource.system());
    }

    public RpcSettings withLimits(RpcLimits changed) {
        return new RpcSettings(services, authenticator, changed, observer, fastPath, tls, clock);
    }

    public RpcSettings withObserver(CallObserver changed) {
        return new RpcSettings(services, authenticator, limits, changed, fastPath, tls, clock);
    }

    /** For the listener of its own; channels that are attached keep the event loops they have. */
    public RpcSettings withFastPath(FastPath changed) {
        return new RpcSettings(services, authenticator, limits, observer, changed, tls, clock);
    }

    /** For the listener of its own; channels that are attached are secured by who accepted them. */
    public RpcSettings withTls(Tls changed) {
        return new RpcSettings(services, authenticator, limits, observer, fastPath, changed, clock);
    }

    public RpcSettings withClock(InstantSource changed) {
        return new RpcSettings(services, authenticator, limits, observer, fastPath, tls, changed);
    }
}
