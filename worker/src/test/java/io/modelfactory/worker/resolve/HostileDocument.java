package io.modelfactory.worker.resolve;

import io.modelfactory.worker.failure.FailureCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of {@code hostile/documents.tsv}: something that lies where a document should, and the code it ends in.
 *
 * @param type of attack, such as {@code deep}
 * @param kind of document in whose place it lies
 * @param content with {@code \xHH} for a byte, <code>{{N*text}}</code> for repetitions, and <code>{{SOUND}}</code> and
 *     <code>{{REST}}</code> for the sound document, and for it without its first brace
 */
record HostileDocument(String type, String kind, FailureCode code, String content) {
    private static final Pattern REPEATED = Pattern.compile("\\{\\{(\\d+)\\*(.+?)}}(?!})");
    private static final Pattern BYTE = Pattern.compile("\\\\x([0-9a-f]{2})");

    static List<HostileDocument> corpus() {
        try (InputStream in = HostileDocument.class.getResourceAsStream("/hostile/documents.tsv")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(HostileDocument::parsed)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HostileDocument parsed(String line) {
        String[] cells = line.split("\t", -1);
        return new HostileDocument(cells[0], cells[1], FailureCode.valueOf(cells[2]), cells[3]);
    }

    byte[] bytes(String sound) {
        String text = content.replace("{{REST}}", sound.substring(1)).replace("{{SOUND}}", sound);
        text = REPEATED.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(2).repeat(Integer.parseInt(found.group(1)))));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Matcher raw = BYTE.matcher(text);
        int from = 0;
        while (raw.find()) {
            out.writeBytes(text.substring(from, raw.start()).getBytes(StandardCharsets.UTF_8));
            out.writeBytes(HexFormat.of().parseHex(raw.group(1)));
            from = raw.end();
        }
        out.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    @Override
    public String toString() {
        return kind + ", " + type + ": " + (content.length() > 60 ? content.substring(0, 60) + "..." : content);
    }
}
