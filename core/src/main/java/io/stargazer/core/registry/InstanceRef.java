package io.stargazer.core.registry;

import io.stargazer.api.registry.ServiceName;

/** Where a session's registration is. */
record InstanceRef(ServiceName service, String instanceId) implements Comparable<InstanceRef> {

    @Override
    public int compareTo(InstanceRef other) {
        int byService = service.compareTo(other.service);
        return byService != 0 ? byService : instanceId.compareTo(other.instanceId);
    }
}
