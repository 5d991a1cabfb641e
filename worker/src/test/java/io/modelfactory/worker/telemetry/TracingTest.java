package io.modelfactory.worker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String INCOMING = "00-" + TRACE + "-00f067aa0ba902b7-01";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final TraceExporter export =
            TraceExporter.through(SimpleSpanProcessor.create(spans), Map.of("service.name", "test"));
    private final Tracing tracing = export.tracing();

    @AfterEach
    void close() {
        export.close();
    }

    @Test
    void aTraceGoesOnAcrossAProcessAsOneTree() {
        String handedOn;
        try (Tracing.ActiveSpan intake = begin(Optional.of(INCOMING))) {
            handedOn = intake.traceparent().orElseThrow();
        }
        try (Tracing.ActiveSpan run = begin(Optional.of(handedOn))) {
            assertThat(tracing.<Integer>inSpan("step", () -> 42)).isEqualTo(42);
            assertThat(run.logFields()).isEqualTo(Map.of("trace_id", TRACE));
        }

        List<SpanData> seen = spans.getFinishedSpanItems();
        assertThat(seen).extracting(SpanData::getTraceId).containsOnly(TRACE).hasSize(3);
        assertThat(seen.get(0).getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(seen.get(1).getParentSpanId())
                .as("step")
                .isEqualTo(seen.get(2).getSpanId());
        assertThat(seen.get(2).getParentSpanId())
                .as("run")
                .isEqualTo(seen.get(0).getSpanId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "00-00000000000000000000000000000000-00f067aa0ba902b7-01"})
    void aRequestThatBringsNoTraceBeginsOne(String traceparent) {
        try (Tracing.ActiveSpan span = begin(Optional.of(traceparent))) {
            assertThat(span.traceparent())
                    .hasValueSatisfying(parent -> assertThat(parent)
                            .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]")
                            .doesNotContain("0".repeat(32)));
        }
    }

    @Test
    void aStepThatFailsIsMarkedAndFailsAsBefore() {
        assertThatThrownBy(() -> tracing.inSpan("step", () -> {
                    throw new IllegalStateException("secret");
                }))
                .hasMessage("secret");

        SpanData failed = spans.getFinishedSpanItems().get(0);
        assertThat(failed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(failed.toString()).contains("IllegalStateException").doesNotContain("secret");
    }

    @Test
    void turnedOffItHandsOnWhatCameIn() {
        try (Tracing.ActiveSpan with =
                        Tracing.disabled().continueTrace("x", Tracing.SpanRole.CONSUMER, Optional.of(INCOMING));
                Tracing.ActiveSpan without =
                        Tracing.disabled().continueTrace("x", Tracing.SpanRole.CONSUMER, Optional.empty())) {
            assertThat(with.traceparent()).hasValue(INCOMING);
            assertThat(without.traceparent()).isEmpty();
            assertThat(without.logFields()).isEmpty();
        }
    }

    private Tracing.ActiveSpan begin(Optional<String> traceparent) {
        return tracing.continueTrace("x", Tracing.SpanRole.INTERNAL, traceparent);
    }
}
