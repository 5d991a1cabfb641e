package io.modelfactory.worker.console.page;

import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The published bundles, slot by slot.
 *
 * @param slots the one published to last comes first
 */
public record BundlesPage(List<BundleSlot> slots) implements PageView {
    public BundlesPage {
        slots = List.copyOf(slots);
    }

    /** @param versions the latest first; of many, the latest so many */
    public record BundleSlot(String scope, List<BundleVersion> versions, List<MetricHistory> metrics) {
        public BundleSlot {
            versions = List.copyOf(versions);
            metrics = List.copyOf(metrics);
        }
    }

    /**
     * A version.
     *
     * @param signedBy the key that the worker signs by; empty if it signs none
     * @param champion the bundle that it was compared with; empty where the gate names none
     * @param championOf the runs of its slot, of the latest ones, that were compared with it
     * @param verification empty if no one has asked for one on the console
     */
    public record BundleVersion(
            BundleRef bundle,
            String runKey,
            Instant publishedAt,
            Optional<String> signedBy,
            Optional<BundleRef> champion,
            List<String> championOf,
            Optional<LastVerification> verification,
            List<GateCheck> checks) {
        public BundleVersion {
            championOf = List.copyOf(championOf);
            checks = List.copyOf(checks);
        }
    }

    /**
     * A metric over the versions, oldest first.
     *
     * @param path of a picture of 160 by 28 units; empty for fewer than two values
     */
    public record MetricHistory(String metric, List<Double> values, String path) {
        public MetricHistory {
            values = List.copyOf(values);
        }
    }

    @Override
    public String template() {
        return "bundles.jte";
    }

    @Override
    public String title() {
        return "Bundles";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.BUNDLES;
    }
}
