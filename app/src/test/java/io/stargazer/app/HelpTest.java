package io.stargazer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.client.ApiClient;
import io.stargazer.app.terminal.Messages;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.PropertyResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Help that a person can learn from, in both languages, and completion (UI-2, UI-6). */
final class HelpTest {

    private static final Pattern PLACE = Pattern.compile("\\{\\d}|\\$\\{[A-Z-]+}");

    @TempDir Path home;

    @Test
    void every_command_and_option_is_described_in_both_languages() {
        for (Locale language : List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE)) {
            for (CommandSpec command : commands(root(language))) {
                String name = command.qualifiedName() + " in " + language;
                assertThat(command.usageMessage().header()).as(name).isNotEmpty();
                assertThat(command.usageMessage().description()).as(name).isNotEmpty();
                assertThat(command.usageMessage().footer()).as("examples of " + name).isNotEmpty();
                for (ArgSpec arg : command.args()) {
                    assertThat(arg.description()).as(arg + " of " + name).isNotEmpty();
                    assertThat(arg.description()[0]).as(arg + " of " + name).isNotBlank();
                }
            }
        }
    }

    @Test
    void help_of_every_command_is_printed() {
        for (CommandSpec command : commands(root(Locale.ENGLISH))) {
            List<String> words = new ArrayList<>(List.of(command.qualifiedName().split(" ")));
            words.removeFirst();
            words.add("--help");
            CommandLineRun.Result result =
                    new CommandLineRun(home).run(words.toArray(String[]::new));
            assertThat(result.status()).isZero();
            assertThat(result.out())
                    .contains("Usage: " + command.qualifiedName())
                    .contains("For every command:")
                    .contains("Examples:")
                    .doesNotContain("${");
            command.options()
                    .forEach(option -> assertThat(result.out()).contains(option.longestName()));
        }
    }

    @Test
    void program_without_a_noun_explains_itself() {
        CommandLineRun.Result result = new CommandLineRun(home).in(Locale.CHINA).run();
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("用法：stargazer", "completion", "服务器的状况");
    }

    @Test
    void both_languages_have_the_same_keys_and_places() {
        Messages english = new Messages(Locale.ENGLISH);
        Messages chinese = new Messages(Locale.SIMPLIFIED_CHINESE);
        assertThat(ownKeys(chinese)).isEqualTo(ownKeys(english));
        for (String key : english.bundle().keySet()) {
            assertThat(places(chinese.text(key))).as(key).isEqualTo(places(english.text(key)));
        }
    }

    @Test
    void bash_and_zsh_scripts_are_good_bash() throws Exception {
        for (String shell : List.of("bash", "zsh")) {
            Path script = home.resolve(shell);
            Files.writeString(script, new CommandLineRun(home).run("completion", shell).out());
            Process bash =
                    new ProcessBuilder("bash", "-n", script.toString())
                            .redirectErrorStream(true)
                            .start();
            assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEmpty();
            assertThat(bash.exitValue()).isZero();
            assertThat(Files.readString(script)).contains("rotate", "--overlap");
        }
    }

    @Test
    void fish_script_offers_verbs_under_their_noun() {
        assertThat(new CommandLineRun(home).run("completion", "fish").out())
                .contains("complete -c stargazer -n 'not __fish_seen_subcommand_from dev server")
                .contains(
                        "complete -c stargazer -n '__fish_seen_subcommand_from app; and not"
                                + " __fish_seen_subcommand_from create delete list rotate'"
                                + " -a rotate -d 'Give an application another secret, and print it"
                                + " once.'")
                .contains("-l role -x -a 'viewer operator admin'");
    }

    private CommandLine root(Locale language) {
        return Main.commandLine(
                new CommandLineRun(home)
                        .in(language)
                        .surroundings(new StringWriter(), new StringWriter()),
                ApiClient.Timeouts.USUAL,
                List.of());
    }

    private static List<CommandSpec> commands(CommandLine command) {
        List<CommandSpec> specs = new ArrayList<>(List.of(command.getCommandSpec()));
        command.getSubcommands().values().forEach(sub -> specs.addAll(commands(sub)));
        return specs;
    }

    /** The keys of one file, without those it takes from the other. */
    private static Set<String> ownKeys(Messages messages) {
        String file =
                messages.bundle().getLocale().getLanguage().equals("zh")
                        ? "messages_zh_CN.properties"
                        : "messages.properties";
        try (var in = Main.class.getResourceAsStream(file)) {
            return new TreeSet<>(new PropertyResourceBundle(in).keySet());
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static Set<String> places(String text) {
        Set<String> places = new TreeSet<>();
        Matcher matcher = PLACE.matcher(text);
        while (matcher.find()) {
            places.add(matcher.group());
        }
        return places;
    }
}
