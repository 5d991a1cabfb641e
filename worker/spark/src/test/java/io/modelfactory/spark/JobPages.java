package io.modelfactory.spark;

import io.modelfactory.worker.training.process.spark.JobTag;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** What the driver of a running job shows on its web pages, and by its REST interface. */
record JobPages(JobTag tag) {
    /** Spark takes the next free port from here. */
    private static final int FIRST_PORT = 4040;

    private static final int PORTS = 16;
    private static final List<String> PAGES = List.of(
            "environment/", "executors/", "jobs/", "stages/", "stages/stage/?id=0&attempt=0", "api/v1/applications");

    /** All pages, one after the other. */
    String all() {
        for (int port = FIRST_PORT; port < FIRST_PORT + PORTS; port++) {
            String site = "http://127.0.0.1:" + port + "/";
            if (read(site + "api/v1/applications").contains("\"model-factory " + tag.runKey() + " token")) {
                return PAGES.stream().map(page -> read(site + page)).collect(Collectors.joining("\n"));
            }
        }
        throw new IllegalStateException("no driver shows the job of " + tag);
    }

    private static String read(String page) {
        try (InputStream content = URI.create(page).toURL().openStream()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException notThere) {
            return "";
        }
    }
}
