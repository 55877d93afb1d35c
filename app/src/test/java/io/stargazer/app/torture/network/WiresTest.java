package io.stargazer.app.torture.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CL-2: the links between servers can be cut, in one direction too, and heal. */
@Timeout(60)
class WiresTest {

    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init") // begin() sets them
    private Wires wires;

    @SuppressWarnings("NullAway.Init")
    private ServerSocket second;

    @SuppressWarnings("NullAway.Init")
    private Socket fromFirst;

    @SuppressWarnings("NullAway.Init")
    private Socket atSecond;

    /** Server 1 has a connection to server 2. */
    @BeforeEach
    void begin() throws IOException {
        wires = Wires.between(3);
        second = new ServerSocket();
        second.bind(new InetSocketAddress(wires.host(2), wires.port()));
        fromFirst = new Socket("127.66.1.2", wires.port());
        atSecond = second.accept();
    }

    @AfterEach
    void end() throws IOException {
        fromFirst.close();
        atSecond.close();
        second.close();
        wires.close();
    }

    private static void assertNothingArrivesAt(Socket socket) throws IOException {
        socket.setSoTimeout(100);
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(0);
    }

    @Test
    void bytes_pass_in_both_directions() throws IOException {
        fromFirst.getOutputStream().write(1);
        assertThat(atSecond.getInputStream().read()).isEqualTo(1);
        atSecond.getOutputStream().write(2);
        assertThat(fromFirst.getInputStream().read()).isEqualTo(2);
    }

    @Test
    void what_one_direction_holds_back_arrives_when_it_heals() throws IOException {
        wires.from(1).forEach(Gate::shut);
        fromFirst.getOutputStream().write(1);
        atSecond.getOutputStream().write(2);
        assertThat(fromFirst.getInputStream().read()).as("the other way is open").isEqualTo(2);
        assertNothingArrivesAt(atSecond);
        wires.heal();
        assertThat(atSecond.getInputStream().read()).isEqualTo(1);
    }

    @Test
    void nobody_connects_through_a_wire_that_is_cut() throws IOException {
        wires.to(2).forEach(Gate::shut);
        second.setSoTimeout(100);
        try (Socket more = new Socket("127.66.3.2", wires.port())) {
            more.getOutputStream().write(3);
            assertThatThrownBy(second::accept).isInstanceOf(SocketTimeoutException.class);
            second.setSoTimeout(0);
            wires.heal();
            try (Socket accepted = second.accept()) {
                assertThat(accepted.getInputStream().read()).isEqualTo(3);
            }
        }
    }

    @Test
    void reset_breaks_the_connections_there_are_and_no_others() throws IOException {
        wires.reset();
        assertThat(atSecond.getInputStream().read()).isEqualTo(-1);
        try (Socket again = new Socket("127.66.1.2", wires.port());
                Socket accepted = second.accept()) {
            again.getOutputStream().write(4);
            assertThat(accepted.getInputStream().read()).isEqualTo(4);
        }
    }

    @Test
    void every_server_knows_the_others_by_wires_of_its_own() throws IOException {
        assertThat(Files.readAllLines(wires.hostsOf(1, folder)))
                .contains(
                        "127.66.0.1 s1.torture", "127.66.1.2 s2.torture", "127.66.1.3 s3.torture");
        assertThat(Files.readAllLines(wires.hostsOf(3, folder)))
                .contains("127.66.3.1 s1.torture", "127.66.0.3 s3.torture");
    }
}
