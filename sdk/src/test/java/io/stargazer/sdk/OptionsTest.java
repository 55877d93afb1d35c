package io.stargazer.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.trace.TraceShare;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OptionsTest {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("STARGAZER_APPLICATION", "shop", "STARGAZER_SECRET", "open sesame");

    @Test
    void the_environment_may_say_everything() {
        Options options =
                Options.fromEnvironment(
                        Map.of(
                                "STARGAZER_SERVERS", "a:1, b:2",
                                "STARGAZER_APPLICATION", "team/shop",
                                "STARGAZER_SECRET", "open sesame",
                                "STARGAZER_HOST", "10.0.0.1",
                                "STARGAZER_ZONE", "north",
                                "STARGAZER_TRACE_SHARE", "0.5",
                                "STARGAZER_FAST_PATH", "same-host"));
        assertThat(options.servers()).containsExactly(new Address("a", 1), new Address("b", 2));
        assertThat(options.application()).isEqualTo(new ApplicationId("team", "shop"));
        assertThat(options.secret()).isEqualTo("open sesame");
        assertThat(options.network())
                .isEqualTo(
                        new Options.Network(
                                "10.0.0.1", 0, "10.0.0.1", "north", FastPath.SAME_HOST));
        assertThat(options.traces()).isEqualTo(new TraceShare(0.5));
    }

    @Test
    void the_rest_has_defaults_on_this_machine() {
        Options options = Options.fromEnvironment(ENVIRONMENT);
        assertThat(options.servers()).containsExactly(new Address("127.0.0.1", 6600));
        assertThat(options.application().namespace()).isEqualTo("default");
        assertThat(options.network()).isEqualTo(Options.Network.LOOPBACK);
        assertThat(options.traces()).isEqualTo(new TraceShare(0.01));
        assertThat(options.cacheDirectory()).endsWithRaw(Path.of("default", "shop"));
    }

    @Test
    void a_missing_variable_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.fromEnvironment(Map.of()))
                .withMessageContaining("STARGAZER_APPLICATION");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Options.fromEnvironment(
                                Map.of("STARGAZER_APPLICATION", "shop", "STARGAZER_SECRET", " ")))
                .withMessageContaining("STARGAZER_SECRET");
    }

    @Test
    void an_illegal_application_zone_or_server_is_refused_with_a_sentence() {
        assertThatThrownBy(() -> Options.of("a:1", "Shop", "secret"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("'Shop'");
        assertThatThrownBy(() -> new Options.Network("127.0.0.1", 0, "127.0.0.1", "North Pole"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("North Pole");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.of("nowhere", "shop", "secret"))
                .withMessageContaining("nowhere");
    }

    @Test
    void an_unknown_fast_path_is_refused_with_the_words_that_are_known() {
        Map<String, String> environment = new TreeMap<>(ENVIRONMENT);
        environment.put("STARGAZER_FAST_PATH", "faster");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.fromEnvironment(environment))
                .withMessageContaining("none, spin or same-host, not 'faster'");
        environment.put("STARGAZER_FAST_PATH", "spin");
        assertThat(Options.fromEnvironment(environment).network().fastPath())
                .isEqualTo(FastPath.SPIN);
    }

    @Test
    void a_share_of_traces_is_from_none_to_all() {
        Options options = Options.of("a:1", "shop", "secret");
        assertThat(options.withTraceShare(0).traces()).isEqualTo(TraceShare.NONE);
        assertThat(options.withTraceShare(1).traces().start()).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> options.withTraceShare(1.5));
        Map<String, String> wrong = new HashMap<>(ENVIRONMENT);
        wrong.put("STARGAZER_TRACE_SHARE", "all");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.fromEnvironment(wrong))
                .withMessageContaining("STARGAZER_TRACE_SHARE");
    }

    @Test
    void the_secret_is_never_printed() {
        assertThat(Options.fromEnvironment(ENVIRONMENT).toString())
                .contains("shop")
                .doesNotContain("sesame");
    }
}
