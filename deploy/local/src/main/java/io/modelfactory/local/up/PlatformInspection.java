package io.modelfactory.local.up;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.local.EmbeddedDatabase;
import io.modelfactory.local.up.PlatformState.Phase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** Looks at every part of a platform, each with a timeout of a few seconds. */
record PlatformInspection(Verdict verdict, Optional<PlatformState> state, List<PartStatus> parts) {
    private static final int TIMEOUT_MILLIS = 3_000;

    PlatformInspection {
        parts = List.copyOf(parts);
    }

    /** The platform as a whole. */
    enum Verdict {
        /** Everything lives, and the worker takes requests. */
        UP,
        STARTING,
        STOPPING,
        /** Some part does not live. */
        DEGRADED,
        /** Its process was killed, and other processes are left. */
        KILLED,
        DOWN
    }

    static PlatformInspection of(PlatformFolder folder) {
        Optional<PlatformState> state = PlatformState.read(folder.stateFile());
        if (!folder.isInUse()) {
            List<PartStatus> remains = remains(folder);
            return new PlatformInspection(remains.isEmpty() ? Verdict.DOWN : Verdict.KILLED, state, remains);
        }
        if (state.isEmpty()) {
            return new PlatformInspection(Verdict.STOPPING, state, List.of());
        }
        List<PartStatus> parts = parts(folder, state.get());
        return new PlatformInspection(verdict(state.get(), parts), state, parts);
    }

    private static Verdict verdict(PlatformState state, List<PartStatus> parts) {
        if (state.phase() == Phase.STARTING) {
            return Verdict.STARTING;
        }
        return parts.stream().allMatch(PartStatus::lives) ? Verdict.UP : Verdict.DEGRADED;
    }

    private static List<PartStatus> remains(PlatformFolder folder) {
        List<PartStatus> found = new ArrayList<>();
        PlatformStopper.orphanedWorker(folder)
                .ifPresent(
                        worker -> found.add(new PartStatus("worker", false, "left alone as process " + worker.pid())));
        EmbeddedDatabase.findOrphan(folder.root())
                .ifPresent(server ->
                        found.add(new PartStatus("PostgreSQL", false, "left alone as process " + server.pid())));
        return found;
    }

    private static List<PartStatus> parts(PlatformFolder folder, PlatformState state) {
        PlatformState.Addresses at = state.addresses();
        return List.of(
                new PartStatus("platform", true, "process " + state.pid() + ", " + state.step()),
                worker(state),
                kafka(at.kafka()),
                database(folder, at.database()),
                registry(at.schemaRegistry()));
    }

    private static PartStatus worker(PlatformState state) {
        String process = "process " + state.worker().pid();
        if (PlatformStopper.workerOf(state).isEmpty()) {
            return new PartStatus("worker", false, process + " has ended");
        }
        HttpProbe readiness = HttpProbe.get(URI.create(state.addresses().health() + "/readyz"));
        String detail = readiness.ok()
                ? process + ", takes requests, " + state.addresses().health()
                : process + ", " + reasons(readiness);
        return new PartStatus("worker", readiness.ok(), detail);
    }

    /** Of the checks that failed. */
    private static String reasons(HttpProbe readiness) {
        List<String> reasons = new ArrayList<>();
        readiness
                .document()
                .map(document -> document.path("checks"))
                .ifPresent(checks -> checks.properties().forEach(check -> {
                    JsonNode reason = check.getValue().path("reason");
                    if (reason.isTextual()) {
                        reasons.add(check.getKey() + ": " + reason.textValue());
                    }
                }));
        return reasons.isEmpty() ? readiness.body() : String.join("; ", reasons);
    }

    /** PostgreSQL's messages have lines of detail. */
    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static PartStatus kafka(String address) {
        try (Socket socket = new Socket()) {
            int colon = address.lastIndexOf(':');
            socket.connect(
                    new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                    TIMEOUT_MILLIS);
            return new PartStatus("Kafka", true, address);
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return new PartStatus("Kafka", false, address + ": " + firstLine(e));
        }
    }

    private static PartStatus database(PlatformFolder folder, String url) {
        Properties login = new Properties();
        login.setProperty("user", BackgroundPlatform.USER);
        login.setProperty("loginTimeout", String.valueOf(TIMEOUT_MILLIS / 1000));
        login.setProperty("connectTimeout", String.valueOf(TIMEOUT_MILLIS / 1000));
        login.setProperty("socketTimeout", String.valueOf(TIMEOUT_MILLIS / 1000));
        try {
            login.setProperty("password", Files.readString(folder.passwordFile()));
            try (Connection connection = DriverManager.getConnection(url, login)) {
                return new PartStatus("PostgreSQL", connection.isValid(TIMEOUT_MILLIS / 1000), url);
            }
        } catch (SQLException | IOException e) {
            return new PartStatus("PostgreSQL", false, url + ": " + firstLine(e));
        }
    }

    private static PartStatus registry(String url) {
        HttpProbe subjects = url.isEmpty() ? new HttpProbe(false, "") : HttpProbe.get(URI.create(url + "/subjects"));
        return new PartStatus("registry", subjects.ok(), subjects.ok() ? url : url + ": " + subjects.body());
    }
}
