package io.modelfactory.worker.app.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recent deaths of workers on this machine that were the same member of the consumer group as this one: killed, or
 * ended by a fault. Each is one small file in the scratch folder that names the member and was last touched while the
 * worker lived.
 */
final class WorkerDeaths {
    /** How long a death is remembered. */
    static final Duration MEMORY = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(WorkerDeaths.class);

    /** Ends the names of the files. */
    static final String NOTE = ".death";

    /** Workers that a machine takes with it died once, however many they were. */
    private static final Duration SAME_DEATH = Duration.ofSeconds(2);

    private final Path parent;
    private final String member;

    WorkerDeaths(Path parent, String member) {
        this.parent = parent;
        this.member = member;
    }

    /** The times of the deaths that are remembered at a time, the oldest first; forgets older ones of any member. */
    List<Instant> recent(Instant now) {
        List<Instant> times = new ArrayList<>();
        try (Stream<Path> entries = Files.list(parent)) {
            for (Path note :
                    entries.filter(entry -> entry.toString().endsWith(NOTE)).toList()) {
                Instant died = Files.getLastModifiedTime(note).toInstant();
                if (died.isBefore(now.minus(MEMORY))) {
                    Files.deleteIfExists(note);
                } else if (Files.readString(note).equals(member)) {
                    times.add(died);
                }
            }
        } catch (IOException e) {
            LOG.warn("cannot read which workers of {} died; counts {}: {}", parent, times.size(), e.toString());
        }
        return distinct(times.stream().sorted().toList());
    }

    private static List<Instant> distinct(List<Instant> sorted) {
        List<Instant> distinct = new ArrayList<>();
        for (Instant time : sorted) {
            if (distinct.isEmpty() || distinct.get(distinct.size() - 1).isBefore(time.minus(SAME_DEATH))) {
                distinct.add(time);
            }
        }
        return distinct;
    }
}
