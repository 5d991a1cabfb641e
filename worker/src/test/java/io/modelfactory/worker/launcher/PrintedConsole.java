package io.modelfactory.worker.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The console whose address a command has printed. */
record PrintedConsole(URI address) {
    private static final Pattern LINE = Pattern.compile("console +(http://\\S+)");

    /** Empty if none is in the output, so far. */
    static Optional<PrintedConsole> in(String output) {
        Matcher line = LINE.matcher(output);
        return line.find() ? Optional.of(new PrintedConsole(URI.create(line.group(1)))) : Optional.empty();
    }

    /** Whether it answers with a page. */
    boolean answers() {
        try {
            return HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException silent) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
