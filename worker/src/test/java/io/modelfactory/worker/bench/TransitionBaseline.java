package io.modelfactory.worker.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import javax.sql.DataSource;

/**
 * The limit of any ledger that keeps what ours keeps: the rows that finished runs have left, written once more into a
 * ledger where the same runs wait, by one prepared statement a commit. Nothing is decided, read, worded or encoded on
 * the way.
 */
final class TransitionBaseline {
    private static final String WRITE = """
            WITH event AS (
                INSERT INTO mf_run_event (run_key, seq, event_type, state, execution_mode, detail, occurred_at,
                    run_month)
                SELECT run_key, seq, event_type, event.state, event.execution_mode, detail::jsonb,
                    occurred_at::timestamptz, created_month
                FROM unnest(?, ?, ?, ?, ?, ?, ?)
                    AS event (run_key, seq, event_type, state, execution_mode, detail, occurred_at)
                    JOIN mf_run USING (run_key)
                RETURNING run_key, state, execution_mode),
            message AS (
                INSERT INTO mf_outbox (platform_run_id, topic, record_key, headers, record_type, payload, best_effort)
                SELECT platform_run_id, topic, record_key, headers::jsonb, record_type, payload, best_effort
                FROM unnest(?, ?, ?, ?, ?, ?, ?)
                    AS message (platform_run_id, topic, record_key, headers, record_type, payload, best_effort)),
            answer AS (
                UPDATE mf_request SET receipt = answer.receipt::jsonb, receipt_status = 'DONE', completed_at = now()
                FROM unnest(?, ?, ?) AS answer (request_id, payload_hash, receipt)
                WHERE mf_request.request_id = answer.request_id AND mf_request.payload_hash = answer.payload_hash)
            UPDATE mf_run SET state = event.state, execution_mode = event.execution_mode, refs = refs || ?::jsonb,
                last_event_seq = last_event_seq + 1, updated_at = clock_timestamp(),
                finished_at = CASE WHEN event.state = 'PUBLISHED' THEN clock_timestamp() END,
                lease_owner = CASE WHEN event.state <> 'PUBLISHED' THEN 'plain' END,
                lease_deadline = CASE WHEN event.state <> 'PUBLISHED' THEN clock_timestamp() END
            FROM event WHERE mf_run.run_key = event.run_key
            """;

    private final List<Run> runs;

    private TransitionBaseline(List<Run> runs) {
        this.runs = runs;
    }

    private record Event(
            String runKey, long seq, String type, String state, String mode, String detail, String occurredAt) {}

    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    private record Message(
            String platformRunId,
            String topic,
            byte[] key,
            String headers,
            String type,
            byte[] payload,
            boolean bestEffort) {}

    /** What one commit wrote beside the run's own row. */
    private record Transition(Event event, List<Message> messages) {}

    private record Run(
            List<Transition> transitions, String refs, String requestId, String payloadHash, String receipt) {}

    /** @param ledger in which all runs were executed by {@link NoOpRuns}, and whose messages have not been relayed */
    static TransitionBaseline of(DataSource ledger) {
        try (Connection connection = ledger.getConnection();
                Statement statement = connection.createStatement()) {
            List<Transition> transitions = transitions(statement);
            List<Run> runs = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("""
                    SELECT refs::text, request_id, payload_hash, receipt::text
                    FROM mf_run JOIN mf_request USING (run_key) ORDER BY run_key
                    """)) {
                for (int first = 0; row.next(); first += NoOpRuns.COMMITS) {
                    runs.add(new Run(
                            transitions.subList(first, first + NoOpRuns.COMMITS),
                            row.getString("refs"),
                            row.getString("request_id"),
                            row.getString("payload_hash"),
                            row.getString("receipt")));
                }
            }
            return new TransitionBaseline(runs);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Those of each run in sequence, but for the first, which came with the request. What one transaction wrote has its
     * id.
     */
    private static List<Transition> transitions(Statement statement) throws SQLException {
        List<Transition> transitions = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("""
                SELECT * FROM mf_run_event JOIN mf_outbox ON mf_outbox.xmin = mf_run_event.xmin
                WHERE seq > 1 ORDER BY run_key, seq, id
                """)) {
            while (row.next()) {
                Event event = new Event(
                        row.getString("run_key"),
                        row.getLong("seq"),
                        row.getString("event_type"),
                        row.getString("state"),
                        row.getString("execution_mode"),
                        row.getString("detail"),
                        row.getString("occurred_at"));
                if (transitions.isEmpty() || !last(transitions).event().equals(event)) {
                    transitions.add(new Transition(event, new ArrayList<>()));
                }
                last(transitions)
                        .messages()
                        .add(new Message(
                                row.getString("platform_run_id"),
                                row.getString("topic"),
                                row.getBytes("record_key"),
                                row.getString("headers"),
                                row.getString("record_type"),
                                row.getBytes("payload"),
                                row.getBoolean("best_effort")));
            }
        }
        return transitions;
    }

    private static Transition last(List<Transition> transitions) {
        return transitions.get(transitions.size() - 1);
    }

    /**
     * Seconds to execute the transitions of queued runs.
     *
     * @param together how many runs take their step in one commit
     */
    double seconds(DataSource waiting, int from, int to, int threads, int together) {
        int share = (to - from) / threads;
        return ParallelTasks.seconds(threads, thread -> {
            try (Connection connection = waiting.getConnection();
                    Statement plans = connection.createStatement();
                    PreparedStatement statement = connection.prepareStatement(WRITE)) {
                // The database would plan a statement with arrays anew for each execution, and might read all requests
                // for the one that is answered.
                plans.execute("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off");
                int last = from + (thread + 1) * share;
                for (int first = last - share; first < last; first += together) {
                    List<Run> some = runs.subList(first, Math.min(first + together, last));
                    for (int step = 0; step < NoOpRuns.COMMITS; step++) {
                        bind(statement, some, step);
                        statement.executeUpdate();
                    }
                }
            }
        });
    }

    private static void bind(PreparedStatement statement, List<Run> runs, int step) throws SQLException {
        List<Event> events =
                runs.stream().map(run -> run.transitions().get(step).event()).toList();
        List<Message> messages = runs.stream()
                .flatMap(run -> run.transitions().get(step).messages().stream())
                .toList();
        List<Run> answered = step == NoOpRuns.COMMITS - 1 ? runs : List.of();
        Parameters parameters = new Parameters(statement);
        parameters.texts(events, Event::runKey);
        parameters.column("int8", events, Event::seq, Long[]::new);
        parameters.texts(events, Event::type);
        parameters.texts(events, Event::state);
        parameters.texts(events, Event::mode);
        parameters.texts(events, Event::detail);
        parameters.texts(events, Event::occurredAt);
        parameters.texts(messages, Message::platformRunId);
        parameters.texts(messages, Message::topic);
        parameters.column("bytea", messages, Message::key, byte[][]::new);
        parameters.texts(messages, Message::headers);
        parameters.texts(messages, Message::type);
        parameters.column("bytea", messages, Message::payload, byte[][]::new);
        parameters.column("bool", messages, Message::bestEffort, Boolean[]::new);
        parameters.texts(answered, Run::requestId);
        parameters.texts(answered, Run::payloadHash);
        parameters.texts(answered, Run::receipt);
        parameters.text(runs.get(0).refs());
    }

    /** Sets parameters from the first on. */
    private static final class Parameters {
        private final PreparedStatement statement;
        private int position;

        private Parameters(PreparedStatement statement) {
            this.statement = statement;
        }

        <R> void texts(List<R> rows, Function<R, String> value) throws SQLException {
            column("text", rows, value, String[]::new);
        }

        /** The driver sends an array in binary form if it has the type of its elements. */
        <R, V> void column(String type, List<R> rows, Function<R, V> value, IntFunction<V[]> empty)
                throws SQLException {
            V[] column = rows.stream().map(value).toArray(empty);
            statement.setArray(++position, statement.getConnection().createArrayOf(type, column));
        }

        void text(String value) throws SQLException {
            statement.setString(++position, value);
        }
    }
}
