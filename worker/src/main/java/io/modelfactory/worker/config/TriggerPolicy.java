package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JobCommand;
import io.modelfactory.contracts.JsonSchemas;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which announced datasets are trained on without a request, and how.
 *
 * @param sha256 digest of the file's bytes
 * @param rules at most one for each feature set
 */
public record TriggerPolicy(String policyId, String revision, String sha256, List<TriggerRule> rules) {
    public TriggerPolicy {
        rules = List.copyOf(rules);
    }

    /** @param trainBuild all of the request that the announcement does not say itself */
    public record TriggerRule(FeatureSet featureSet, JsonNode trainBuild) {
        private static TriggerRule of(JsonNode rule) {
            JsonNode match = rule.path("dataset_ready");
            return new TriggerRule(
                    new FeatureSet(
                            match.path("feature_set_id").textValue(),
                            match.path("feature_set_version").textValue()),
                    rule.path(JobCommand.TRAIN_BUILD));
        }
    }

    /** What a rule is for. */
    public record FeatureSet(String id, String version) {}

    /**
     * @throws ConfigurationException if the document is not a trigger policy, or two rules are for the same feature set
     */
    static TriggerPolicy of(PolicyFile file, JsonSchemas schemas) {
        JsonNode document = file.documentOf(ContractDocument.TRIGGER_POLICY, schemas);
        List<TriggerRule> rules =
                document.path("rules").valueStream().map(TriggerRule::of).toList();
        requireOneRuleAFeatureSet(file, rules);
        return new TriggerPolicy(
                document.path("policy_id").textValue(),
                document.path("revision").textValue(),
                file.sha256(),
                rules);
    }

    /** The rule for a feature set; there is never a second one to choose from. */
    public Optional<TriggerRule> ruleFor(FeatureSet featureSet) {
        return rules.stream()
                .filter(rule -> rule.featureSet().equals(featureSet))
                .findFirst();
    }

    private static void requireOneRuleAFeatureSet(PolicyFile file, List<TriggerRule> rules) {
        Set<FeatureSet> seen = new HashSet<>();
        for (int i = 0; i < rules.size(); i++) {
            FeatureSet featureSet = rules.get(i).featureSet();
            if (!seen.add(featureSet)) {
                throw new ConfigurationException(
                        file.ref(),
                        List.of("rules[" + i + "].dataset_ready: a rule before it is for " + featureSet.id() + " "
                                + featureSet.version() + " already; keep one of them"));
            }
        }
    }
}
