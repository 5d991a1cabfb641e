package io.modelfactory.worker.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One trace a request. It is carried through the ledger as a W3C {@code traceparent}, because the thread, the process
 * and the hour in which a request goes on are not those in which it came.
 */
public final class Tracing {
    private static final String TRACEPARENT = "traceparent";
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private final Tracer tracer;

    public Tracing(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer("io.modelfactory.worker");
    }

    /** Records nothing; a traceparent that is handed in is handed on as it came. */
    public static Tracing disabled() {
        return new Tracing(OpenTelemetry.noop());
    }

    /** What a span is to the trace: an end of Kafka, or work of the worker. */
    public enum SpanRole {
        CONSUMER(SpanKind.CONSUMER),
        PRODUCER(SpanKind.PRODUCER),
        INTERNAL(SpanKind.INTERNAL);

        private final SpanKind kind;

        SpanRole(SpanKind kind) {
            this.kind = kind;
        }
    }

    /** Goes on with a trace that came from elsewhere; begins one if there is none, or it is malformed. */
    public ActiveSpan continueTrace(String name, SpanRole kind, Optional<String> traceparent) {
        return new ActiveSpan(tracer.spanBuilder(name)
                .setSpanKind(kind.kind)
                .setParent(context(traceparent))
                .startSpan());
    }

    /** Notes what was done since {@code start} for the readers of the trace; nothing if there is none. */
    public void recordSpan(String name, SpanRole kind, Optional<String> traceparent, Instant start) {
        if (traceparent.isPresent()) {
            tracer.spanBuilder(name)
                    .setSpanKind(kind.kind)
                    .setParent(context(traceparent))
                    .setStartTimestamp(start)
                    .startSpan()
                    .end();
        }
    }

    /** Does the work as a step of the span at hand; what it throws is noted and thrown on. */
    <T> T inSpan(String name, Supplier<T> work) {
        try (ActiveSpan step = new ActiveSpan(tracer.spanBuilder(name).startSpan())) {
            try {
                return work.get();
            } catch (RuntimeException | Error failure) {
                step.recordFailure(failure.getClass().getSimpleName());
                throw failure;
            }
        }
    }

    /** A span that is the current one of this thread until it is closed. */
    public static final class ActiveSpan implements AutoCloseable {
        private final Span span;
        private final Scope scope;

        @SuppressWarnings("MustBeClosedChecker") // close() does it
        private ActiveSpan(Span span) {
            this.span = span;
            this.scope = span.makeCurrent();
        }

        /** To continue the trace elsewhere; empty if there is none. */
        public Optional<String> traceparent() {
            String[] carrier = new String[1];
            W3C.inject(Context.root().with(span), carrier, (into, name, value) -> {
                if (into != null && name.equals(TRACEPARENT)) {
                    into[0] = value;
                }
            });
            return Optional.ofNullable(carrier[0]);
        }

        /** Names of log fields to the trace's ids; empty if there is no trace. */
        public Map<String, String> logFields() {
            return span.getSpanContext().isValid()
                    ? Map.of("trace_id", span.getSpanContext().getTraceId())
                    : Map.of();
        }

        /** Values may be of any number, unlike those of a meter's labels. */
        public ActiveSpan setAttribute(String attribute, String value) {
            span.setAttribute(attribute, value);
            return this;
        }

        /** @param type a short name of what went wrong, such as a failure code */
        public void recordFailure(String type) {
            span.setAttribute("error.type", type);
            span.setStatus(StatusCode.ERROR);
        }

        @Override
        public void close() {
            scope.close();
            span.end();
        }
    }

    private static Context context(Optional<String> traceparent) {
        Map<String, String> headers =
                traceparent.map(value -> Map.of(TRACEPARENT, value)).orElse(Map.of());
        return W3C.extract(Context.root(), headers, TraceparentGetter.INSTANCE);
    }

    private enum TraceparentGetter implements TextMapGetter<Map<String, String>> {
        INSTANCE;

        @Override
        public @Nullable String get(@Nullable Map<String, String> headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    }
}
