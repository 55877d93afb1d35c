package io.stargazer.api.session;

import io.stargazer.api.identity.ApplicationId;

/**
 * One process's stay with the cluster.
 *
 * @param id chosen by the client, 1 to 63 characters as all names; unique for ever
 * @param application whose process it is
 * @param client where it runs and with what, for people: {@code host-7 pid 4711 sdk 0.1.0}
 * @param openedMs milliseconds since 1970
 */
public record Session(String id, ApplicationId application, String client, long openedMs) {}
