package io.modelfactory.worker.modelcard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium that lays out pages and measures them. A page is shown in a frame, since a window cannot be as
 * narrow as a telephone; the script that measures is added to it, and allowed by taking the page's policy away.
 */
final class Chromium {
    private static final Pattern POLICY = Pattern.compile("<meta http-equiv=\"Content-Security-Policy\"[^>]*>");
    private static final Pattern RESULT = Pattern.compile("<pre id=\"result\">([A-Za-z0-9+/=]+)</pre>");

    private final Path program;
    private final Path folder;

    private Chromium(Path program, Path folder) {
        this.program = program;
        this.folder = folder;
    }

    /** Skips the test where there is no Chromium; in CI, where {@code .ci/run} installs it, that is a failure. */
    static Chromium required(Path folder) {
        Optional<Path> program = Stream.of(System.getenv("PATH").split(":"))
                .flatMap(directory -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(program).as("Chromium, which .ci/run installs").isPresent();
        }
        assumeTrue(program.isPresent(), "no Chromium on this machine, so the layout of pages is not measured");
        return new Chromium(program.orElseThrow(), folder);
    }

    /** What {@code measure.js} finds in a page of a size in CSS pixels. */
    JsonNode measure(String page, int width, int height) throws IOException, InterruptedException {
        String script = resource("measure.js");
        assertThat(POLICY.matcher(page).find()).isTrue();
        Files.writeString(
                folder.resolve("page.html"), POLICY.matcher(page).replaceFirst("") + "<script>" + script + "</script>");
        Files.writeString(folder.resolve("frame.html"), """
                <!DOCTYPE html><body style="margin:0"><pre id="result"></pre>
                <script>
                addEventListener('message', event => {
                  document.getElementById('result').textContent = event.data;
                });
                </script>
                <iframe src="page.html" style="border:0" width="%d" height="%d"></iframe>
                """.formatted(width, height));
        String dom = run(List.of("--dump-dom", "--virtual-time-budget=20000", "--window-size=1400,1000"), "frame.html");
        Matcher result = RESULT.matcher(dom);
        assertThat(result.find()).as(dom).isTrue();
        return Json.parse(Base64.getDecoder().decode(result.group(1)));
    }

    private String run(List<String> options, String page) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--no-first-run",
                "--user-data-dir=" + folder.resolve("profile")));
        command.addAll(options);
        command.add(folder.resolve(page).toUri().toString());
        Process browser = new ProcessBuilder(command)
                .redirectError(folder.resolve("chromium.log").toFile())
                .start();
        String output = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(browser.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return output;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Chromium.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
