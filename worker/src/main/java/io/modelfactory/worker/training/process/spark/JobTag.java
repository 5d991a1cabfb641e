package io.modelfactory.worker.training.process.spark;

import io.modelfactory.worker.artifact.FolderTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a job and its shards are called after: the run, and the fencing token of the claim under which they belong to
 * it.
 *
 * @param fencingToken 0 for what belongs to no claim, such as a reproduction
 */
public record JobTag(String runKey, long fencingToken) {
    private static final Pattern FOLDER = Pattern.compile("(.+)\\.token-([0-9]+)\\..*");

    /** As people find it in the cluster's web interface. */
    String jobName() {
        return "model-factory " + runKey + " token " + fencingToken;
    }

    String folderPrefix() {
        return safeKey() + ".token-" + fencingToken + ".";
    }

    private String safeKey() {
        return runKey.replaceAll("[^A-Za-z0-9_-]", "_");
    }

    /** Deletes folders of claims of the same run that this one has superseded. */
    void deleteEarlier(Path shared) throws IOException {
        List<Path> folders;
        try (Stream<Path> listed = Files.list(shared)) {
            folders = listed.toList();
        }
        for (Path folder : folders) {
            Matcher name = FOLDER.matcher(String.valueOf(folder.getFileName()));
            if (name.matches()
                    && name.group(1).equals(safeKey())
                    && Long.parseLong(name.group(2)) > 0
                    && Long.parseLong(name.group(2)) < fencingToken) {
                FolderTree.delete(folder);
            }
        }
    }
}
