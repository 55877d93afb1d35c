package io.stargazer.core.registry;

import io.stargazer.api.registry.ServiceName;

/** Where a session's registration is. */
record InstanceRef(ServiceName service, String instanceId) implements Comparable<InstanceRef> {

    /** The id first: it differs most often, so one comparison is mostly enough. */
    @Override
    public int compareTo(InstanceRef other) {
        int byId = instanceId.compareTo(other.instanceId);
        return byId != 0 ? byId : service.compareTo(other.service);
    }
}
