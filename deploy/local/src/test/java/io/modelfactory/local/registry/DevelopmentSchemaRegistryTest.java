package io.modelfactory.local.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.local.DataDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DevelopmentSchemaRegistryTest {
    private static final String V1 = record("{\"name\":\"id\",\"type\":\"string\"}");
    private static final String V2_WITH_DEFAULT =
            record("{\"name\":\"id\",\"type\":\"string\"},{\"name\":\"note\",\"type\":\"string\",\"default\":\"\"}");
    private static final String V2_WITHOUT_DEFAULT =
            record("{\"name\":\"id\",\"type\":\"string\"},{\"name\":\"note\",\"type\":\"string\"}");

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final DevelopmentSchemaRegistry registry = new DevelopmentSchemaRegistry(DataDirectory.temporary());

    private record Answer(int status, JsonNode body, String contentType) {
        int errorCode() {
            return body.path("error_code").asInt();
        }
    }

    @BeforeEach
    void start() {
        registry.start();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void theSameSchemaHasTheSameIdUnderEverySubject() throws Exception {
        int first = register("letters-value", V1);

        assertThat(register("letters-value", V1)).isEqualTo(first);
        assertThat(register("copies-value", V1)).isEqualTo(first);
        assertThat(register("letters-value", V2_WITH_DEFAULT)).isNotEqualTo(first);
        assertThat(get("/subjects").body()).isEqualTo(json.readTree("[\"copies-value\",\"letters-value\"]"));
        assertThat(get("/subjects/letters-value/versions").body()).isEqualTo(json.readTree("[1,2]"));
    }

    @Test
    void aSchemaIsFoundByItsIdItsVersionAndItsText() throws Exception {
        int id = register("letters-value", V1);

        assertThat(json.readTree(get("/schemas/ids/" + id).body().path("schema").asText()))
                .isEqualTo(json.readTree(V1));
        assertThat(get("/subjects/letters-value/versions/latest").body())
                .isEqualTo(get("/subjects/letters-value/versions/1").body())
                .isEqualTo(post("/subjects/letters-value", schema(V1)).body());
        assertThat(get("/subjects/letters-value/versions/1").body().path("id").asInt())
                .isEqualTo(id);
    }

    @Test
    void aBreakingChangeIsRefusedAndNotRegistered() throws Exception {
        register("letters-value", V1);

        Answer refused = post("/subjects/letters-value/versions", schema(V2_WITHOUT_DEFAULT));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.errorCode()).isEqualTo(409);
        assertThat(refused.body().path("message").asText()).contains("note");
        assertThat(get("/subjects/letters-value/versions").body()).hasSize(1);
    }

    @Test
    void everyEarlierVersionCountsUnlessTheSubjectSaysOtherwise() throws Exception {
        String withNumber =
                record("{\"name\":\"id\",\"type\":\"string\"},{\"name\":\"note\",\"type\":\"int\",\"default\":0}");
        register("letters-value", V2_WITH_DEFAULT);
        register("letters-value", V1);
        assertThat(post("/subjects/letters-value/versions", schema(withNumber)).status())
                .isEqualTo(409);

        put("/config/letters-value", "{\"compatibility\":\"BACKWARD\"}");

        assertThat(post("/subjects/letters-value/versions", schema(withNumber)).status())
                .isEqualTo(200);
    }

    @Test
    void aClientCanAskWhetherAChangeWouldBeAccepted() throws Exception {
        register("letters-value", V1);
        String question = "/compatibility/subjects/letters-value/versions/latest";

        assertThat(post(question, schema(V2_WITH_DEFAULT))
                        .body()
                        .path("is_compatible")
                        .asBoolean())
                .isTrue();
        assertThat(post(question, schema(V2_WITHOUT_DEFAULT))
                        .body()
                        .path("is_compatible")
                        .asBoolean(true))
                .isFalse();
        assertThat(get("/subjects/letters-value/versions").body()).hasSize(1);
    }

    @Test
    void compatibilityIsBackwardTransitiveUntilItIsChanged() throws Exception {
        assertThat(get("/config").body().path("compatibilityLevel").asText()).isEqualTo("BACKWARD_TRANSITIVE");
        assertThat(get("/config/letters-value").errorCode()).isEqualTo(40408);

        put("/config", "{\"compatibility\":\"FULL\"}");

        assertThat(get("/config").body().path("compatibilityLevel").asText()).isEqualTo("FULL");
        assertThat(get("/config/letters-value?defaultToGlobal=true")
                        .body()
                        .path("compatibilityLevel")
                        .asText())
                .isEqualTo("FULL");
    }

    @Test
    void whatIsMissingOrInvalidHasConfluentsErrorCode() throws Exception {
        register("letters-value", V1);

        assertError(get("/subjects/unknown/versions"), 404, 40401);
        assertError(post("/subjects/unknown", schema(V1)), 404, 40401);
        assertError(get("/subjects/letters-value/versions/7"), 404, 40402);
        assertError(get("/schemas/ids/77"), 404, 40403);
        assertError(post("/subjects/letters-value", schema(V2_WITH_DEFAULT)), 404, 40403);
        assertError(post("/subjects/letters-value/versions", schema("{\"type\":\"wrong\"}")), 422, 42201);
        assertError(get("/subjects/letters-value/versions/zero"), 422, 42202);
        assertError(put("/config", "{\"compatibility\":\"SIDEWAYS\"}"), 422, 42203);
        assertError(put("/subjects", "{}"), 405, 405);
        assertError(get("/elsewhere"), 404, 404);
    }

    @Test
    void idsAndSettingsOutliveARestartAtTheSameAddress() throws Exception {
        String address = registry.url();
        int first = register("letters-value", V1);
        int second = register("letters-value", V2_WITH_DEFAULT);
        put("/config/letters-value", "{\"compatibility\":\"NONE\"}");

        registry.restart();

        assertThat(registry.url()).isEqualTo(address);
        assertThat(register("letters-value", V1)).isEqualTo(first);
        assertThat(register("letters-value", V2_WITH_DEFAULT)).isEqualTo(second);
        assertThat(get("/config/letters-value")
                        .body()
                        .path("compatibilityLevel")
                        .asText())
                .isEqualTo("NONE");
    }

    @Test
    void aSubjectMayHoldAnyCharacter() throws Exception {
        register("a%2Fb%20c+d", V1);

        assertThat(get("/subjects").body()).isEqualTo(json.readTree("[\"a/b c+d\"]"));
    }

    @Test
    void answersCarryTheRegistrysContentType() throws Exception {
        assertThat(get("/subjects").contentType()).isEqualTo("application/vnd.schemaregistry.v1+json");
        assertThat(get("/elsewhere").contentType()).isEqualTo("application/vnd.schemaregistry.v1+json");
    }

    @Test
    void aGuardedRegistryAnswersOnlyWithCredentials() throws Exception {
        var credentials = new DevelopmentSchemaRegistry.Credentials("reader", "opens:sesame");
        try (var guarded = new DevelopmentSchemaRegistry(DataDirectory.temporary(), credentials)) {
            guarded.start();
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(guarded.url() + "/subjects"));
            String pair = Base64.getEncoder()
                    .encodeToString("reader:opens:sesame".getBytes(java.nio.charset.StandardCharsets.UTF_8));

            assertError(send(request.copy()), 401, 401);
            assertThat(send(request.header("Authorization", "Basic " + pair)).status())
                    .isEqualTo(200);
        }
    }

    private int register(String subject, String schema) throws Exception {
        Answer answer = post("/subjects/" + subject + "/versions", schema(schema));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body().path("id").asInt();
    }

    private Answer get(String path) throws Exception {
        return send(request(path));
    }

    private Answer post(String path, String body) throws Exception {
        return send(request(path).POST(BodyPublishers.ofString(body)));
    }

    private Answer put(String path, String body) throws Exception {
        BodyPublisher content = BodyPublishers.ofString(body);
        return send(request(path).PUT(content));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(registry.url() + path));
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                json.readTree(response.body()),
                response.headers().firstValue("Content-Type").orElse(""));
    }

    private String schema(String text) {
        ObjectNode document = json.createObjectNode();
        return document.put("schema", text).toString();
    }

    private static void assertError(Answer answer, int status, int errorCode) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.errorCode()).isEqualTo(errorCode);
        assertThat(answer.body().path("message").asText()).isNotBlank();
    }

    private static String record(String fields) {
        return "{\"type\":\"record\",\"name\":\"Letter\",\"fields\":[" + fields + "]}";
    }
}
