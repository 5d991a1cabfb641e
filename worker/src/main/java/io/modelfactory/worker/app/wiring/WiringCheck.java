package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.request.AdmissionRules;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;

/** Makes everything of a configuration that can be made without a connection, and reports what cannot. */
public final class WiringCheck {
    private final List<String> problems = new ArrayList<>();

    private WiringCheck() {}

    /** What is wrong, each as {@code path.to.key: what is wrong}. */
    public static List<String> of(Configuration configuration) {
        WiringCheck check = new WiringCheck();
        Wiring wiring = configuration.profile().wiring();
        check.collectProblems(() -> AdmissionRules.of(configuration));
        check.collectProblems(
                () -> new SerdeFactory(wiring.schemaRegistry()).serializer().close());
        check.collectProblems(
                () -> new SerdeFactory(wiring.schemaRegistry()).deserializer().close());
        check.collectProblems(() -> BrokerAdmin.open(wiring.kafka()).close());
        check.collectProblems(() -> SignerFactory.of(configuration));
        check.collectProblems(() -> StoreFactory.requireAddress(wiring.objectStore()));
        return check.problems;
    }

    private void collectProblems(Runnable making) {
        try {
            making.run();
        } catch (ConfigurationException e) {
            e.problems().stream().filter(problem -> !problems.contains(problem)).forEach(problems::add);
        } catch (FailureException e) {
            problems.add(e.code() + ": " + e.getMessage());
        } catch (KafkaException e) {
            problems.addAll(KafkaClientFactory.unusableSettings(e).problems());
        }
    }
}
