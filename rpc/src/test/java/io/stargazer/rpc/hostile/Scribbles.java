package io.stargazer.rpc.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** What noise makes of the head of an HTTP message. */
public final class Scribbles {

    private static final String[] SNIPPETS = {
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        "\0",
        " ",
        ":",
        "\t",
        "\u0080\u00FF",
        "GET /rpc HTTP/1.1\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "Content-Length: 5\r\n",
        "Content-Length: 9223372036854775807\r\n",
        "Content-Length: -1\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Connection: close\r\n",
        "Upgrade: h2c\r\n",
        "Upgrade: stargazer-rpc\r\n",
        "Stargazer-Rpc-Version: 2\r\n",
        "Stargazer-Rpc-Ring: /etc/passwd\r\n",
        "Expect: 100-continue\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000"
    };

    private Scribbles() {}

    /** One to four changes. */
    public static byte[] mutate(byte[] text, RandomGenerator random) {
        byte[] result = text;
        for (int change = random.nextInt(4); change >= 0; change--) {
            result = once(result, random);
        }
        return result;
    }

    private static byte[] once(byte[] text, RandomGenerator random) {
        int at = random.nextInt(text.length + 1);
        int to = Math.min(text.length, at + random.nextInt(30));
        byte[] snippet =
                SNIPPETS[random.nextInt(SNIPPETS.length)].getBytes(StandardCharsets.ISO_8859_1);
        return switch (random.nextInt(7)) {
            case 0 -> splice(text, at, to, new byte[0]);
            case 1 -> splice(text, at, at, snippet);
            case 2 -> splice(text, at, to, snippet);
            case 3 -> splice(text, at, Math.min(text.length, at + 1), one(random));
            case 4 -> splice(text, at, text.length, new byte[0]);
            case 5 ->
                    splice(
                            text,
                            at,
                            at,
                            "x".repeat(random.nextInt(9_000)).getBytes(StandardCharsets.US_ASCII));
            default -> splice(text, 0, 0, text);
        };
    }

    private static byte[] one(RandomGenerator random) {
        return new byte[] {(byte) random.nextInt(256)};
    }

    private static byte[] splice(byte[] text, int from, int to, byte[] other) {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        result.write(text, 0, from);
        result.writeBytes(other);
        result.write(text, to, text.length - to);
        return result.size() > 40_000 ? text : result.toByteArray();
    }
}
