package io.modelfactory.worker.training.process.spark;

import io.modelfactory.worker.training.BuildSpec;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a job and its shards are called after: the run, and the fencing token of the claim under which they belong to
 * it.
 *
 * @param fencingToken 0 for what belongs to no claim, such as a reproduction
 */
public record JobTag(String runKey, long fencingToken) {
    private static final Pattern FOLDER = Pattern.compile("(.+)\\.token-([0-9]+)\\..*");

    static JobTag of(BuildSpec spec) {
        return new JobTag(spec.runKey(), spec.fencingToken());
    }

    /** As people find it in the cluster's web interface. */
    String jobName() {
        return "model-factory " + runKey + " token " + fencingToken;
    }

    String folderPrefix() {
        return runPrefix() + fencingToken + ".";
    }

    private String safeKey() {
        return runKey.replaceAll("[^A-Za-z0-9_-]", "_");
    }

    /** With what the names of this run's folders begin, whatever the claim. */
    String runPrefix() {
        return safeKey() + ".token-";
    }

    /** Whether a folder is of a claim of the same run that this one has superseded. */
    boolean supersedes(String folder) {
        Matcher name = FOLDER.matcher(folder);
        return name.matches()
                && name.group(1).equals(safeKey())
                && Long.parseLong(name.group(2)) > 0
                && Long.parseLong(name.group(2)) < fencingToken;
    }
}
