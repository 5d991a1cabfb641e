package io.modelfactory.local.up;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The end of a log. */
final class FileTail {
    private static final int LINES = 8;
    private static final Pattern STACK_FRAME = Pattern.compile("\\s+(at \\S+\\(.*|\\.\\.\\. \\d+ .*)");
    private static final int BYTES = 64 << 10;

    private FileTail() {}

    /** The last lines, indented and introduced; or that there are none. */
    static String of(Path log) {
        List<String> lines = lines(log);
        if (lines.isEmpty()) {
            return "the log " + log + " is empty";
        }
        String indented = System.lineSeparator() + "    ";
        return "the end of " + log + ":" + indented
                + String.join(indented, lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }

    private static List<String> lines(Path log) {
        try (var channel = Files.newByteChannel(log)) {
            channel.position(Math.max(0, channel.size() - BYTES));
            byte[] end = Channels.newInputStream(channel).readNBytes(BYTES);
            return new String(end, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !STACK_FRAME.matcher(line).matches())
                    .toList();
        } catch (IOException e) {
            return List.of("(it cannot be read: " + e + ")");
        }
    }
}
