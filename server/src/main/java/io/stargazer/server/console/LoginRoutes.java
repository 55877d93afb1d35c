package io.stargazer.server.console;

import io.stargazer.api.Failure;
import io.stargazer.server.console.text.Words;
import io.stargazer.server.http.Authentication;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Operation;
import io.stargazer.server.http.Operation.Access;
import io.stargazer.server.http.Routes;
import io.stargazer.server.identity.LoginService;
import io.stargazer.server.identity.TokenIssuer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;

/** People log in to the console and out again (ID-6): a token in a cookie no script can read. */
public final class LoginRoutes {

    private final LoginService logins;
    private final Visits visits;
    private final Templates templates;
    private final Assets assets;

    LoginRoutes(LoginService logins, Visits visits, Templates templates, Assets assets) {
        this.logins = logins;
        this.visits = visits;
        this.templates = templates;
        this.assets = assets;
    }

    /** What the login page shows: the user as typed before, and what was wrong. */
    public record Form(String user, String to, String problem) {}

    void addTo(Routes routes) {
        routes.page(PageRoutes.page("/login"), this::show);
        routes.page(PageRoutes.page("/console/me"), this::me);
        routes.page(post("/login"), this::login);
        routes.page(post("/logout"), this::logout);
    }

    static Operation post(String path) {
        return new Operation(
                HttpMethod.POST,
                path,
                "An act of the console.",
                Access.OPEN,
                null,
                null,
                List.of(),
                false);
    }

    private void show(HttpCall call) {
        String to = ownPath(call.query("to", "/"));
        if (visits.principal(call) != null) {
            Answers.redirect(call, to, Map.of());
            return;
        }
        Answers.html(call, 200, page(call, new Form("", to, "")));
    }

    /** Whether somebody is logged in, for scripts: 204, or 401. */
    private void me(HttpCall call) {
        Answers.empty(call, visits.principal(call) == null ? 401 : 204, Map.of());
    }

    private void login(HttpCall call) {
        Authentication.requireOwnPage(call.context().request());
        String user = field(call, "user");
        String to = ownPath(field(call, "to"));
        try {
            LoginService.Login login = logins.user(user, field(call, "password"));
            String cookie =
                    cookie(call, login.grant().token())
                            .setMaxAge(TokenIssuer.LIFETIME.toSeconds())
                            .encode();
            Answers.redirect(call, to, Map.of("set-cookie", cookie));
        } catch (Failure refused) {
            Words words = visits.words(call);
            String sentence =
                    refused.code().equals("identity.wrong-credentials")
                            ? words.get("login.wrong")
                            : String.valueOf(refused.getMessage());
            int status = refused.status().http();
            Answers.html(call, status, page(call, new Form(user, to, sentence)));
        }
    }

    private void logout(HttpCall call) {
        Authentication.requireOwnPage(call.context().request());
        Answers.redirect(
                call, "/login", Map.of("set-cookie", cookie(call, "").setMaxAge(0).encode()));
    }

    private String page(HttpCall call, Form form) {
        Words words = visits.words(call);
        Frame frame =
                new Frame(
                        words,
                        words.get("login.title"),
                        Visits.theme(call),
                        "",
                        List.of(),
                        List.of(),
                        "",
                        "",
                        Frame.Files.of(assets, ""),
                        Templates.finished(templates.render("login", words, form)));
        return templates.render("bare", words, frame);
    }

    private static Cookie cookie(HttpCall call, String value) {
        return Cookie.cookie(Authentication.COOKIE, value)
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(call.context().request().isSSL())
                .setPath("/");
    }

    static String field(HttpCall call, String name) {
        String value = call.context().request().getFormAttribute(name);
        return value == null ? "" : value;
    }

    /** A page of this console, never of another site. */
    private static String ownPath(String to) {
        boolean isOwn = to.startsWith("/") && !to.startsWith("//") && !to.contains("\\");
        return isOwn && to.chars().noneMatch(Character::isISOControl) ? to : "/";
    }
}
