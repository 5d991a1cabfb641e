package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.console.access.LoopbackAccess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What every answer of the console has, whatever it says. */
class ConsoleServerTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init") // before all
    private static ConsoleServer console;

    @BeforeAll
    static void start() {
        console = ConsoleServer.start("127.0.0.1", 0, "1.2.3", new SilentSources(), new LoopbackAccess());
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(console.url() + path))
                .header("Accept", accept)
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void thePageNowIsThereWhileNothingElseAnswers() throws Exception {
        HttpResponse<String> page = get("/", "text/html");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("connection refused").contains("jdbc:postgresql://nowhere/mf");
    }

    @Test
    void aPageHasAJsonTwin() throws Exception {
        HttpResponse<String> twin = get("/", "application/json");

        assertThat(twin.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode document = Json.parse(twin.body().getBytes(StandardCharsets.UTF_8));
        assertThat(document.path("neighbours").path(0).path("problem").asText()).isEqualTo("connection refused");
        assertThat(document.has("template")).isFalse();
    }

    @Test
    void nothingInlineAndNothingForeignRunsInAPage() throws Exception {
        for (String path : new String[] {"/", "/no-such-page"}) {
            HttpResponse<String> page = get(path, "text/html");

            assertThat(page.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy)
                            .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                            .doesNotContain("unsafe"));
            assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(page.headers().firstValue("Server")).isEmpty();
            assertThat(page.body())
                    .doesNotContain(" style=")
                    .doesNotContain("<script>")
                    .doesNotContain(" onclick=");
        }
    }

    @Test
    void anUnknownPageIsRefusedInTheFormThatWasAskedFor() throws Exception {
        assertThat(get("/no-such-page", "text/html").statusCode()).isEqualTo(404);
        HttpResponse<String> twin = get("/no-such-page", "application/json");

        assertThat(twin.statusCode()).isEqualTo(404);
        assertThat(twin.body()).contains("there is no such page");
    }

    @Test
    void aQuestionThatCannotBeAnsweredIsRefusedByAPage() throws Exception {
        HttpResponse<String> page = get("/compare?run=tr_1", "text/html");

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("<main", "choose two to four runs");
        assertThat(get("/runs", "text/html").statusCode()).isEqualTo(503);
        assertThat(get("/runs", "text/html").body()).contains("What still works", "connection refused");
    }

    @Test
    void aForeignHostNameThatLeadsHereIsRefused() throws Exception {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(console.url()).getPort())) {
            PrintWriter out = new PrintWriter(socket.getOutputStream(), false, StandardCharsets.US_ASCII);
            out.print("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
            out.flush();

            assertThat(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine())
                    .contains("403");
        }
    }

    @Test
    void filesOfThePagesAreKeptByBrowsersUnderAnAddressThatNamesTheirContent() throws Exception {
        String page = get("/", "text/html").body();
        String style = page.replaceAll("(?s).*href=\"(/assets/[0-9a-f]+/console.css)\".*", "$1");

        assertThat(get(style, "*/*").headers().firstValue("Cache-Control"))
                .hasValueSatisfying(kept -> assertThat(kept).contains("immutable"));
        assertThat(get("/assets/000000000000/console.css", "*/*").statusCode()).isEqualTo(404);
    }
}
