package io.modelfactory.worker.ledger.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ledger.run.RunTransition.RunPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The one table of the state machine, and all that repeats it. */
class RunTransitionTest {
    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final Path DIAGRAM = Path.of("../runbooks/run-states.md");
    private static final Pattern ARROW = Pattern.compile("(?m)^ *(\\S+) --> (\\S+): (\\S+)$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| ([^|]+) \\|");

    @Test
    void aPublishedRunNeverChangesStateAndAFailedOneIsOnlyQueuedAgainOrOverridden() {
        assertThat(stateChangingTransitions())
                .noneMatch(move -> move.from().contains(RunPhase.PUBLISHED))
                .filteredOn(move -> move.from().contains(RunPhase.FAIL))
                .containsExactly(RunTransition.REQUEUE, RunTransition.OVERRIDE_GATE);
    }

    @Test
    void everyPhaseButPublishedMayFail() {
        assertThat(EnumSet.copyOf(RunTransition.FAIL.from()))
                .isEqualTo(EnumSet.complementOf(EnumSet.of(RunPhase.PUBLISHED, RunPhase.FAIL)));
    }

    @Test
    void publishOnlyIsReachedFromPublishPendingOrByOverrideAndNeverTrains() {
        assertThat(stateChangingTransitions().filter(move -> move.to().orElseThrow() == RunPhase.RUNNING_PUBLISH_ONLY))
                .containsExactly(RunTransition.START_PUBLISH_ONLY, RunTransition.OVERRIDE_GATE);
        assertThat(RunTransition.START_PUBLISH_ONLY.from()).containsExactly(RunPhase.PUBLISH_PENDING);
        assertThat(RunTransition.OVERRIDE_GATE.from()).containsExactly(RunPhase.FAIL);
        assertThat(stateChangingTransitions().filter(move -> move.from().contains(RunPhase.RUNNING_PUBLISH_ONLY)))
                .extracting(move -> move.to().orElseThrow())
                .doesNotContain(RunPhase.EVAL_READY, RunPhase.RUNNING_FULL);
    }

    @Test
    void theDiagramInTheRunbookShowsTheTable() throws IOException {
        Set<String> drawn = found(ARROW, DIAGRAM)
                .map(arrow -> arrow.group(1) + " --> " + arrow.group(2) + ": " + arrow.group(3))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(drawn)
                .isEqualTo(stateChangingTransitions()
                        .flatMap(RunTransitionTest::arrows)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void theRunbookNamesEventsWithoutTransition() throws IOException {
        Set<String> documented = found(ROW, DIAGRAM)
                .map(row -> row.group(1) + ": " + phases(row.group(2)))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented)
                .isEqualTo(Arrays.stream(RunTransition.values())
                        .filter(transition -> transition.to().isEmpty())
                        .map(transition -> transition.event() + ": " + EnumSet.copyOf(transition.from()))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void theDatabaseKnowsTheSameStatesModesAndEvents() throws IOException {
        assertThat(checked("mf_run_state")).isEqualTo(names(RunState.values()));
        assertThat(checked("mf_run_execution_mode")).isEqualTo(names(ExecutionMode.values()));
        assertThat(checked("mf_run_event_type")).isEqualTo(names(RunEventType.values()));
    }

    private static Stream<RunTransition> stateChangingTransitions() {
        return Arrays.stream(RunTransition.values())
                .filter(transition -> transition.to().isPresent());
    }

    private static Stream<String> arrows(RunTransition move) {
        Stream<String> from =
                move.from().isEmpty() ? Stream.of("[*]") : move.from().stream().map(Enum::name);
        return from.map(phase -> phase + " --> " + move.to().orElseThrow() + ": " + move.event());
    }

    /** Reads "anywhere", "anywhere but X", or a list. */
    private static Set<RunPhase> phases(String text) {
        if (text.strip().equals("anywhere")) {
            return EnumSet.allOf(RunPhase.class);
        } else if (text.startsWith("anywhere but ")) {
            return EnumSet.complementOf(EnumSet.of(
                    RunPhase.valueOf(text.substring("anywhere but ".length()).strip())));
        }
        return Arrays.stream(text.strip().split(", "))
                .map(RunPhase::valueOf)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(RunPhase.class)));
    }

    /** The values that a CHECK constraint lists, as the last migration that names it has it. */
    private static Set<String> checked(String constraint) throws IOException {
        Pattern list = Pattern.compile("CONSTRAINT " + constraint + "\\s+CHECK \\(\\w+ IN \\(([^)]*)\\)");
        String last = "";
        for (String migration :
                List.of("V1__ledger.sql", "V3__asking_again_and_builders.sql", "V13__publish_override.sql")) {
            Matcher matcher = list.matcher(Files.readString(MIGRATIONS.resolve(migration)));
            last = matcher.find() ? matcher.group(1) : last;
        }
        return Pattern.compile("'(\\w+)'")
                .matcher(last)
                .results()
                .map(value -> value.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<MatchResult> found(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file)).results();
    }
}
