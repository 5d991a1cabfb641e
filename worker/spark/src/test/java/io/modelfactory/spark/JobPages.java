package io.modelfactory.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelfactory.worker.training.process.spark.JobTag;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** What the driver of a running job shows on its web pages, and by its REST interface. */
record JobPages(JobTag tag) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String APPLICATIONS = "/api/v1/applications";
    /** Spark takes the next free port from here. */
    private static final int FIRST_PORT = 4040;

    private static final int PORTS = 17;
    private static final List<String> PAGES = List.of("/environment/", "/executors/", "/jobs/", "/stages/");
    private static final List<String> RESOURCES = List.of("/environment", "/allexecutors", "/jobs", "/stages");

    /** All of them, one after the other. */
    String all() throws IOException, InterruptedException {
        for (int port = FIRST_PORT; port < FIRST_PORT + PORTS; port++) {
            String site = "http://127.0.0.1:" + port;
            String applications;
            try {
                applications = read(site + APPLICATIONS);
            } catch (IOException notThere) {
                continue;
            }
            JsonNode application = new ObjectMapper().readTree(applications).path(0);
            if (application.path("name").asText().startsWith("model-factory " + tag.runKey() + " token ")) {
                return applications + all(site, application.path("id").asText());
            }
        }
        throw new IOException("no driver shows the job of " + tag);
    }

    private static String all(String site, String application) throws IOException, InterruptedException {
        StringBuilder all = new StringBuilder();
        for (String resource : RESOURCES) {
            all.append(read(site + APPLICATIONS + "/" + application + resource));
        }
        for (String page : PAGES) {
            all.append(read(site + page));
        }
        return all.append(read(site + "/stages/stage/?id=0&attempt=0")).toString();
    }

    /** A page that a server of Spark must show. */
    static String read(String address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .timeout(Duration.ofMinutes(1))
                .build();
        HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(address + " answers " + answer.statusCode());
        }
        return answer.body();
    }
}
