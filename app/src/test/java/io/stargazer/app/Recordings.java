package io.stargazer.app;

/** Answers of the HTTP API, as its description has them. */
final class Recordings {

    static final String STATUS =
            """
            {"version":"0.1.0","server":"server-1","state":"ready","startedAt":"2026-11-20T09:00:00Z",\
            "uptimeSeconds":10800,"revision":412,"stateHash":"9f3c","log":{"leader":"server-1","term":3,\
            "committed":412,"applied":412,"snapshot":400,"bytes":8388608,"voters":["server-1"]},\
            "sessions":4,"connections":5,"services":2,"instances":3,"applications":6,\
            "memory":{"heapBytes":52428800,"rssBytes":136314880},\
            "rates":{"commandsPerSecond":1.25,"requestsPerSecond":80}}\
            """;

    static final String SERVICES =
            """
            {"items":[{"namespace":"default","name":"shop","instances":12,"lost":0,"protected":false,\
            "versions":["1.2","1.10"],"callers":2,"callsPerSecond":1500.25,"errorsPerSecond":0},\
            {"namespace":"default","name":"mail","instances":3,"lost":2,"protected":true,\
            "versions":["2.0"],"callers":0,"callsPerSecond":0,"errorsPerSecond":0.5}]}\
            """;

    static final String INSTANCE =
            """
            {"id":"shop-1","version":"1.2","address":"10.0.0.7:7001","weight":100,"zone":"east",\
            "tags":["blue","fast"],"metadata":{},"application":"default/shop","session":"s-1",\
            "client":"java","since":"2026-11-20T11:57:00Z","state":"running"}\
            """;

    private static final String PACE =
            """
            {"callsPerSecond":120.04,"errorsPerSecond":0,"failuresPerSecond":{},"meanMicros":410,\
            "p50Micros":312.5,"p90Micros":700,"p99Micros":2048,"p999Micros":4096,\
            "maxMicros":5000,"inFlight":0.05}\
            """;

    private static final String FAILING = "\"errorsPerSecond\":6";

    static final String SERVICE =
            """
            {"namespace":"default","name":"shop","protected":true,"lost":1,"revision":41,\
            "instances":[%s,{"id":"shop-2","version":"1.10","address":"10.0.0.8:7001","weight":0,\
            "zone":"","tags":[],"metadata":{},"application":"default/shop","session":"s-2",\
            "client":"java","since":"2026-11-20T07:00:00Z","lostAt":"2026-11-20T11:59:50Z",\
            "state":"suspect"}],"callers":[{"application":"default/web",\
            "since":"2026-11-18T12:00:00Z","callsPerSecond":99.96,"errorsPerSecond":0,\
            "meanMicros":1234}],"methods":[{"method":"list","callers":null,"providers":%s},\
            {"method":"place","callers":%s,"providers":%s}]}\
            """
                    .formatted(
                            INSTANCE, PACE, PACE.replace("\"errorsPerSecond\":0", FAILING), PACE);

    static final String APPLICATIONS =
            """
            {"items":[{"id":"default/shop","namespace":"default","name":"shop","role":"operator",\
            "createdAt":"2026-11-20T11:59:30Z","createdBy":"admin",\
            "previousSecretUntil":"2026-11-20T12:30:00Z"}]}\
            """;

    static final String NAMESPACES =
            """
            {"items":[{"name":"default","createdAt":"2026-11-10T12:00:00Z","applications":6,\
            "services":2}]}\
            """;

    static final String CREATED =
            "{\"id\":\"default/shop\",\"role\":\"operator\",\"secret\":\"s3cr3t\"}";

    static final String GRANT =
            """
            {"token":"t-1","expiresAt":"2026-11-21T00:00:00Z","kind":"USER","name":"admin",\
            "roles":{"*":"ADMIN"}}\
            """;

    /** {@code s2} leads, {@code s3} is away. */
    static final String MEMBERS =
            """
            {"leader":"s2","tolerates":1,"items":[\
            {"id":"s1","address":"10.0.0.1:6600","leader":false,"reachable":true},\
            {"id":"s2","address":"10.0.0.2:6600","leader":true,"reachable":true},\
            {"id":"s3","address":"10.0.0.3:6600","leader":false,"reachable":false}]}\
            """;

    /** Servers at these addresses, the last of which leads. */
    static String members(String... urls) {
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < urls.length; i++) {
            items.append(i == 0 ? "" : ",")
                    .append(
                            "{\"id\":\"s%d\",\"address\":\"%s\",\"leader\":%b,\"reachable\":true}"
                                    .formatted(
                                            i + 1,
                                            urls[i].substring("http://".length()),
                                            i == urls.length - 1));
        }
        return "{\"leader\":\"s%d\",\"tolerates\":0,\"items\":[%s]}".formatted(urls.length, items);
    }

    private Recordings() {}

    /** One server-sent event. */
    static String event(String kind, long revision, String json) {
        return "event: %s\nid: %d\ndata: %s\n\n".formatted(kind, revision, json);
    }
}
