package io.modelfactory.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What others can see of a job that is at work.
 *
 * @param driver its environment and command line
 * @param executors those of all of them
 * @param pages of its own web interface and its API
 * @param masterPages of the cluster's
 */
record JobDisclosure(String driver, String executors, String pages, String masterPages) {
    static final JobDisclosure NONE = new JobDisclosure("", "", "", "");

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    /** Where Spark looks for a port of its interface. */
    private static final int FIRST_PORT = 4040;

    private static final int PORTS = 17;

    static JobDisclosure of(ProcessHandle driver, List<ProcessHandle> executors, StandaloneCluster cluster)
            throws IOException, InterruptedException {
        StringBuilder ofExecutors = new StringBuilder();
        for (ProcessHandle executor : executors) {
            ofExecutors.append(environment(executor)).append(commandLine(executor));
        }
        String driverLine = commandLine(driver);
        return new JobDisclosure(
                environment(driver) + driverLine, ofExecutors.toString(), pages(driverLine), masterPages(cluster));
    }

    /** As the kernel knows it: what the process was started with. */
    static String environment(ProcessHandle process) throws IOException {
        return ofKernel(process, "environ");
    }

    private static String commandLine(ProcessHandle process) throws IOException {
        return ofKernel(process, "cmdline");
    }

    private static String ofKernel(ProcessHandle process, String what) throws IOException {
        return new String(
                        Files.readAllBytes(Path.of("/proc", String.valueOf(process.pid()), what)),
                        StandardCharsets.UTF_8)
                .replace('\0', '\n');
    }

    /** @param driverLine which names the job */
    private static String pages(String driverLine) throws IOException, InterruptedException {
        for (int port = FIRST_PORT; port < FIRST_PORT + PORTS; port++) {
            String root = "http://127.0.0.1:" + port;
            String applications;
            try {
                applications = page(root + "/api/v1/applications");
            } catch (IOException closed) {
                continue;
            }
            JsonNode application = new ObjectMapper().readTree(applications).path(0);
            if (driverLine.contains(application.path("name").asText("?"))) {
                String api =
                        root + "/api/v1/applications/" + application.path("id").asText();
                return applications
                        + page(api + "/environment")
                        + page(api + "/allexecutors")
                        + page(api + "/jobs")
                        + page(api + "/stages")
                        + page(root + "/environment/")
                        + page(root + "/executors/")
                        + page(root + "/jobs/")
                        + page(root + "/stages/");
            }
        }
        throw new IOException("no web interface is the job's");
    }

    private static String masterPages(StandaloneCluster cluster) throws IOException, InterruptedException {
        return page(cluster.masterPage() + "/") + page(cluster.masterPage() + "/json/");
    }

    private static String page(String address) throws IOException, InterruptedException {
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
