package io.stargazer.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.registry.Instance;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console as a program sees it: UI-1, UI-6, ID-6. */
class ConsoleHttpTest {

    private static final List<String> PAGES =
            List.of(
                    "/",
                    "/services",
                    "/services/default/shop",
                    "/map",
                    "/applications",
                    "/cluster");
    private static final Pattern FILE = Pattern.compile("/assets/[0-9a-f]{16}/[a-z.]+");

    @TempDir static Path directory;
    private static ConsoleServer server;
    private static String cookie;

    @BeforeAll
    static void start() throws Exception {
        server = new ConsoleServer(directory);
        cookie = server.cookie();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void no_page_is_shown_without_a_login() throws Exception {
        for (String page : PAGES) {
            HttpResponse<String> answer = server.get(page);
            assertThat(answer.statusCode()).as(page).isEqualTo(303);
            assertThat(answer.headers().firstValue("location").orElseThrow()).startsWith("/login");
            assertThat(answer.body()).isEmpty();
        }
        for (String part : List.of("/console/stream?page=/", "/console/search?q=a")) {
            assertThat(server.get(part).statusCode()).as(part).isEqualTo(401);
        }
        assertThat(server.get("/console/dialogs/create-application").statusCode()).isEqualTo(401);
        assertThat(server.get("/console/me").statusCode()).isEqualTo(401);
    }

    @Test
    void login_leads_back_to_where_one_wanted_to_go() throws Exception {
        HttpResponse<String> asked = server.get("/services?ns=default");
        assertThat(asked.headers().firstValue("location"))
                .contains("/login?to=%2Fservices%3Fns%3Ddefault");
        assertThat(server.get("/login?to=%2Fmap").body()).contains("name=\"to\" value=\"/map\"");
        HttpResponse<String> done = server.login(ConsoleServer.USER, server.password());
        assertThat(done.statusCode()).isEqualTo(303);
        assertThat(done.headers().firstValue("location")).contains("/services");
    }

    @Test
    void login_leads_to_no_other_site() throws Exception {
        for (String elsewhere :
                List.of("//evil.example", "https://evil.example", "/\\evil.example")) {
            HttpResponse<String> answer =
                    server.post(
                            "/login",
                            Map.of(
                                    "user",
                                    ConsoleServer.USER,
                                    "password",
                                    server.password(),
                                    "to",
                                    elsewhere),
                            "origin",
                            server.url(""));
            assertThat(answer.headers().firstValue("location")).as(elsewhere).contains("/");
        }
    }

    @Test
    void no_script_can_read_the_cookie_and_no_other_site_can_send_it() throws Exception {
        HttpResponse<String> done = server.login(ConsoleServer.USER, server.password());
        assertThat(done.headers().firstValue("set-cookie").orElseThrow())
                .startsWith("stargazer=sg1.")
                .contains("HTTPOnly", "SameSite=Strict", "Path=/")
                .doesNotContain("Secure");
    }

    @Test
    void wrong_password_is_said_in_a_sentence() throws Exception {
        HttpResponse<String> refused = server.login("nobody", "guess");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("The user name or the password is wrong.");
        assertThat(refused.headers().firstValue("set-cookie")).isEmpty();
    }

    @Test
    void logout_takes_the_cookie_away() throws Exception {
        HttpResponse<String> done =
                server.post("/logout", Map.of(), "cookie", cookie, "origin", server.url(""));
        assertThat(done.headers().firstValue("set-cookie").orElseThrow())
                .startsWith("stargazer=;")
                .contains("Max-Age=0");
    }

    @Test
    void acts_are_refused_from_another_sites_page() throws Exception {
        Map<String, String> form = Map.of("ns", "default", "name", "forged", "role", "admin");
        for (String origin : List.of("http://evil.example", "null")) {
            HttpResponse<String> answer =
                    server.post(
                            "/console/acts/create-application",
                            form,
                            "cookie",
                            cookie,
                            "origin",
                            origin);
            assertThat(answer.statusCode()).as(origin).isEqualTo(403);
        }
        assertThat(
                        server.post("/console/acts/create-application", form, "cookie", cookie)
                                .statusCode())
                .isEqualTo(403);
        assertThat(
                        server.post(
                                        "/login",
                                        Map.of("user", "a", "password", "b"),
                                        "origin",
                                        "http://evil.example")
                                .statusCode())
                .isEqualTo(403);
        assertThat(server.get("/applications", "cookie", cookie).body()).doesNotContain("forged");
    }

    @Test
    void every_page_forbids_foreign_and_inline_scripts() throws Exception {
        for (String page : PAGES) {
            HttpResponse<String> answer = server.get(page, "cookie", cookie);
            assertThat(answer.headers().firstValue("content-security-policy"))
                    .as(page)
                    .contains(Answers.POLICY);
            assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
            assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
            assertThat(answer.body())
                    .doesNotContain("<script>")
                    .doesNotContainPattern("\\son[a-z]+=")
                    .doesNotContain("style=");
        }
        assertThat(server.get("/login").headers().firstValue("content-security-policy"))
                .contains(Answers.POLICY);
        assertThat(Answers.POLICY).contains("frame-ancestors 'none'").doesNotContain("unsafe");
    }

    @Test
    void what_applications_say_of_themselves_is_never_taken_for_markup() throws Exception {
        String hostile = "\"><script>alert(1)</script><img src=x onerror=alert(2)>";
        TreeMap<String, String> metadata = new TreeMap<>(Map.of(hostile, hostile));
        try (Applicant applicant = server.applicant("hostile", "hostile-1")) {
            applicant.register(
                    "hostile",
                    new Instance(
                            "h-1", "1.0", "127.0.0.1:9000", 100, "", List.of(hostile), metadata));
            String page = server.get("/services/default/hostile", "cookie", cookie).body();
            assertThat(page)
                    .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                    .doesNotContain("<script>alert")
                    .doesNotContain("<img src=x");
        }
        assertThat(server.get("/console/search?q=%3Cscript%3E", "cookie", cookie).body())
                .doesNotContain("<script>");
    }

    @Test
    void search_finds_tasks_by_id_and_types_schedules_and_workflows_by_name() throws Exception {
        String submitted = act("POST", "/api/v1/tasks", "{\"type\":\"resize-1\"}");
        String id = submitted.replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
        act(
                "PUT",
                "/api/v1/schedules/default/nightly-resize",
                "{\"type\":\"clean\",\"everyMillis\":3600000}");
        act(
                "POST",
                "/api/v1/workflows",
                """
                {"namespace":"default","id":"resize-all","steps":[{"name":"a","type":"split"}]}\
                """);
        assertThat(server.get("/console/search?q=RESIZE", "cookie", cookie).body())
                .contains("href=\"/tasks/default/resize-1\"")
                .contains("href=\"/schedules?ns=default#schedule-nightly-resize\"")
                .contains("href=\"/workflows/default/resize-all\"")
                .doesNotContain("/task/default/");
        assertThat(server.get("/console/search?q=" + id, "cookie", cookie).body())
                .contains("href=\"/task/default/" + id + "\"", "task of the type resize-1");
        String unknown = id.substring(0, 25) + (id.endsWith("0") ? "1" : "0");
        assertThat(server.get("/console/search?q=" + unknown, "cookie", cookie).body())
                .contains("Nothing is called " + unknown);
        assertThat(server.get("/tasks/default/resize-1", "cookie", cookie).body())
                .contains(
                        "Starts per second: any number. Running at a time: any number.",
                        "Pending: at most 2,000,000.");
    }

    private String act(String method, String path, String body) throws Exception {
        return server.sendJson(method, path, body, server.adminToken());
    }

    @Test
    void unknown_addresses_show_a_page_to_people_and_json_to_programs() throws Exception {
        HttpResponse<String> page =
                server.get("/no-such-page", "cookie", cookie, "accept", "text/html");
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).contains("There is no page at /no-such-page.");
        HttpResponse<String> json = server.get("/no-such-page", "accept", "*/*");
        assertThat(json.statusCode()).isEqualTo(404);
        assertThat(json.headers().firstValue("content-type")).contains("application/json");
        HttpResponse<String> service = server.get("/services/default/nope", "cookie", cookie);
        assertThat(service.statusCode()).isEqualTo(404);
        assertThat(service.body()).contains("default/nope is not registered");
    }

    @Test
    void operator_may_look_and_drain_but_not_create() throws Exception {
        try (Applicant applicant = server.applicant("small", "small-1")) {
            applicant.register("small", Instance.of("s-1", "1.0", "127.0.0.1:9000"));
        }
        String operator = applicationCookie("small");
        String page = server.get("/applications", "cookie", operator).body();
        assertThat(page).contains("small").doesNotContain("Create application");
        HttpResponse<String> refused =
                server.post(
                        "/console/acts/create-application",
                        Map.of("ns", "default", "name", "more", "role", "admin"),
                        "cookie",
                        operator,
                        "origin",
                        server.url(""));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("needs the role admin");
        HttpResponse<String> foreign =
                server.get("/services?ns=elsewhere", "cookie", operator, "accept", "text/html");
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(foreign.body()).contains("No permission", "needs the role viewer");
    }

    @Test
    void secret_is_shown_once_and_deletion_asks_for_the_name() throws Exception {
        String[] mine = {"cookie", cookie, "origin", server.url("")};
        HttpResponse<String> created =
                server.post(
                        "/console/acts/create-application",
                        Map.of("ns", "default", "name", "shop", "role", "operator"),
                        mine);
        assertThat(created.statusCode()).isEqualTo(200);
        Matcher secret =
                Pattern.compile("data-copy=\"([A-Za-z0-9_-]{20,})\"").matcher(created.body());
        assertThat(secret.find()).isTrue();
        assertThat(server.get("/applications", "cookie", cookie).body())
                .contains("application-shop")
                .doesNotContain(secret.group(1));
        Map<String, String> wrong = Map.of("ns", "default", "name", "shop", "typed", "shoq");
        HttpResponse<String> refused = server.post("/console/acts/delete-application", wrong, mine);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("That is not shop: nothing was done.");
        Map<String, String> right = Map.of("ns", "default", "name", "shop", "typed", "shop");
        HttpResponse<String> deleted = server.post("/console/acts/delete-application", right, mine);
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(deleted.headers().firstValue("hx-trigger")).contains("done");
        assertThat(server.get("/applications", "cookie", cookie).body())
                .doesNotContain("application-shop");
    }

    @Test
    void language_follows_the_browser_and_then_the_choice() throws Exception {
        assertThat(server.get("/login", "accept-language", "zh-CN,zh;q=0.9,en;q=0.8").body())
                .contains("<html lang=\"zh\"", "登录");
        assertThat(server.get("/login", "accept-language", "fr,en;q=0.8").body())
                .contains("<html lang=\"en\"");
        assertThat(
                        server.get(
                                        "/login",
                                        "accept-language",
                                        "zh-CN",
                                        "cookie",
                                        "stargazer-language=en")
                                .body())
                .contains("<html lang=\"en\"");
        assertThat(server.get("/", "cookie", cookie + "; stargazer-language=zh").body())
                .contains("概览", "最近变化");
    }

    @Test
    void files_are_cached_for_ever_and_confirmed_by_their_hash() throws Exception {
        String file = fileOf("app.js");
        HttpResponse<byte[]> first = server.bytes(file);
        assertThat(first.headers().firstValue("content-type").orElseThrow())
                .startsWith("text/javascript");
        assertThat(first.headers().firstValue("cache-control").orElseThrow())
                .contains("immutable", "max-age=31536000");
        String tag = first.headers().firstValue("etag").orElseThrow();
        HttpResponse<byte[]> again = server.bytes(file, "if-none-match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(server.bytes(file, "if-none-match", "\"other\"").statusCode()).isEqualTo(200);
        HttpResponse<byte[]> old = server.bytes("/assets/0000000000000000/app.js");
        assertThat(old.headers().firstValue("cache-control")).contains("no-cache");
        HttpResponse<byte[]> packed = server.bytes(file, "accept-encoding", "gzip, br");
        assertThat(packed.headers().firstValue("content-encoding")).contains("gzip");
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertThat(in.readAllBytes()).isEqualTo(first.body());
        }
    }

    @Test
    void no_address_leads_to_a_file_that_is_not_on_the_list() throws Exception {
        for (String path :
                List.of(
                        "/assets/x/messages_en.properties",
                        "/assets/x/..%2F..%2Fversion.properties",
                        "/assets/x/../../version.properties",
                        "/assets/../../../etc/passwd",
                        "/assets/x/%2Fetc%2Fpasswd",
                        "/assets/x/app.js%00.css",
                        "/assets/x/")) {
            HttpResponse<byte[]> answer = server.bytes(path);
            assertThat(answer.statusCode()).as(path).isBetween(400, 499);
        }
    }

    @Test
    void everything_that_a_page_needs_is_less_than_600_kilobytes() throws Exception {
        for (String page : PAGES) {
            String html = server.get(page, "cookie", cookie).body();
            long bytes = html.length();
            Matcher files = FILE.matcher(html);
            while (files.find()) {
                bytes += server.bytes(files.group(), "accept-encoding", "gzip").body().length;
            }
            assertThat(bytes).as(page).isBetween(80_000L, 600_000L);
        }
    }

    private static String fileOf(String name) throws Exception {
        Matcher files = FILE.matcher(server.get("/", "cookie", cookie).body());
        while (files.find()) {
            if (files.group().endsWith("/" + name)) {
                return files.group();
            }
        }
        throw new AssertionError("the page does not use " + name);
    }

    private static String applicationCookie(String name) throws Exception {
        String body =
                "{\"application\":\"default/%s\",\"secret\":\"a-secret-of-%s\"}"
                        .formatted(name, name);
        String answer = server.postJson("/api/v1/login", body);
        Matcher token = Pattern.compile("\"token\":\"([^\"]+)\"").matcher(answer);
        assertThat(token.find()).as(answer).isTrue();
        return "stargazer=" + token.group(1);
    }
}
