package io.stargazer.rpc.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** RP-1: moments, dates, durations and optionals in a contract, as callers of any language see. */
class JsonDatesTest {

    record Appointment(
            Instant at, LocalDate day, Duration length, Optional<String> note, OptionalInt seats) {}

    interface Calendar {
        Appointment book(Instant from, Duration length, Optional<LocalDate> day);

        Map<LocalDate, List<Instant>> all(LocalDateTime local, LocalTime time, Period every);

        ZonedDateTime zoned(OffsetDateTime offset, ZoneId zone);
    }

    private static final PayloadCodec JSON = new JsonPayload();
    private static final List<ContractMethod> METHODS = ContractMethod.of(Calendar.class);

    @Test
    void arguments_are_texts_as_iso_8601_has_them() {
        Object[] arguments = {
            Instant.parse("2026-11-20T08:00:00.5Z"),
            Duration.ofSeconds(90),
            Optional.of(LocalDate.of(2026, 11, 20))
        };
        byte[] written = JSON.encodeArguments(method("book"), arguments);
        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo("[\"2026-11-20T08:00:00.500Z\",\"PT1M30S\",\"2026-11-20\"]");
        assertThat(JSON.decodeArguments(method("book"), written)).containsExactly(arguments);
    }

    @Test
    void results_are_texts_as_well() {
        Appointment appointment =
                new Appointment(
                        Instant.parse("2026-11-20T08:00:00Z"),
                        LocalDate.of(2026, 11, 20),
                        Duration.ofMillis(1),
                        Optional.empty(),
                        OptionalInt.of(3));
        byte[] written = JSON.encode(Appointment.class, appointment);
        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"at\":\"2026-11-20T08:00:00Z\",\"day\":\"2026-11-20\","
                                + "\"length\":\"PT0.001S\",\"note\":null,\"seats\":3}");
        assertThat(JSON.decode(Appointment.class, written)).isEqualTo(appointment);
    }

    @Test
    void dates_are_keys_and_times_without_zone_stay_so() {
        Map<LocalDate, List<Instant>> all =
                Map.of(LocalDate.of(2026, 1, 2), List.of(Instant.EPOCH));
        byte[] written = JSON.encode(method("all").result(), all);
        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo("{\"2026-01-02\":[\"1970-01-01T00:00:00Z\"]}");
        assertThat(JSON.decode(method("all").result(), written)).isEqualTo(all);
        Object[] arguments = {
            LocalDateTime.of(2026, 1, 2, 3, 4), LocalTime.of(5, 6, 7), Period.ofMonths(2)
        };
        byte[] local = JSON.encodeArguments(method("all"), arguments);
        assertThat(new String(local, StandardCharsets.UTF_8))
                .isEqualTo("[\"2026-01-02T03:04:00\",\"05:06:07\",\"P2M\"]");
        assertThat(JSON.decodeArguments(method("all"), local)).containsExactly(arguments);
    }

    @Test
    void an_offset_is_kept_as_it_was_sent() {
        Object[] arguments = {
            OffsetDateTime.parse("2026-11-20T08:00:00+08:00"), ZoneId.of("Asia/Shanghai")
        };
        byte[] written = JSON.encodeArguments(method("zoned"), arguments);
        assertThat(JSON.decodeArguments(method("zoned"), written)).containsExactly(arguments);
    }

    @Test
    void an_absent_optional_is_empty() {
        for (String text :
                new String[] {
                    "[\"2026-11-20T08:00:00Z\",\"PT1S\"]",
                    "[\"2026-11-20T08:00:00Z\",\"PT1S\",null]",
                    "{\"from\":\"2026-11-20T08:00:00Z\",\"length\":\"PT1S\"}"
                }) {
            assertThat(JSON.decodeArguments(method("book"), utf8(text))[2])
                    .isEqualTo(Optional.empty());
        }
    }

    @Test
    void numbers_and_other_texts_are_no_moments() {
        for (String argument :
                new String[] {
                    "1763625600",
                    "1.5",
                    "\"yesterday\"",
                    "\"\"",
                    "{}",
                    "\"1763625600\"",
                    "\"-1.5\"",
                    "[2026,1,2]"
                }) {
            refused("[" + argument + "]");
            refused("[null," + argument + "]");
            refused("[null,null," + argument + "]");
        }
    }

    private static void refused(String text) {
        assertThatThrownBy(() -> JSON.decodeArguments(method("book"), utf8(text)), text)
                .isInstanceOf(Rejected.class);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ContractMethod method(String name) {
        return METHODS.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }
}
