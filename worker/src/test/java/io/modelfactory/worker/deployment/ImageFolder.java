package io.modelfactory.worker.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the Dockerfile puts into the image, laid out in a folder that represents the image's root: the same tree, of the
 * same files that the build has made, and whatever a cluster mounts into it. The native libraries and the JVM are this
 * machine's.
 */
public final class ImageFolder {
    private static final String BUILD = "/src/";
    private static final String EMPTY = "/empty/";

    private final Path root;
    private final Dockerfile image;

    private ImageFolder(Path root, Dockerfile image) {
        this.root = root;
        this.image = image;
    }

    public static ImageFolder layOut(Dockerfile image) throws IOException {
        // The user of the image must be able to read it.
        Path root = Files.createTempDirectory("image");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        ImageFolder folder = new ImageFolder(root, image);
        for (Dockerfile.CopyInstruction copy : image.copies()) {
            if (copy.source().startsWith(BUILD)) {
                copyTree(
                        Dockerfile.PROJECT.resolve(copy.source().substring(BUILD.length())),
                        folder.path(copy.target()));
            } else if (copy.source().equals(EMPTY)) {
                folder.give(Files.createDirectories(folder.path(copy.target())));
            }
        }
        Path options = folder.path(image.workingDirectory() + "/jvm.options");
        Files.writeString(options, folder.toLocalPaths(Files.readString(options)));
        return folder;
    }

    /** A path of the image below this folder. */
    public Path path(String inImage) {
        return root.resolve(inImage.substring(1));
    }

    /** A text of the image with its paths as they are here. */
    public String toLocalPaths(String text) {
        return text.replace(
                        "/usr/bin/java",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .replace(
                        image.workingDirectory(), path(image.workingDirectory()).toString())
                .replace(image.volume(), path(image.volume()).toString())
                .replace("/run/secrets", path("/run/secrets").toString());
    }

    /** Mounts files as a cluster does: they are links to links, so that all of them change at once. */
    public void mount(String inImage, Map<String, String> files) throws IOException {
        Path mount = Files.createDirectories(path(inImage));
        Path content = Files.createDirectories(mount.resolve("..2026_01_01"));
        Files.createSymbolicLink(mount.resolve("..data"), content.getFileName());
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(content.resolve(file.getKey()), file.getValue());
            Path visible = mount.resolve(file.getKey());
            Files.deleteIfExists(visible);
            Files.createSymbolicLink(visible, Path.of("..data", file.getKey()));
        }
    }

    /** The files of a folder of the project, for {@link #mount}. */
    public static Map<String, String> filesOf(String folder) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.list(Dockerfile.PROJECT.resolve(folder))) {
            for (Path file : files.toList()) {
                content.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return content;
    }

    /** Every file outside of the volume and how long it is; what a read-only root keeps as it is. */
    public Set<String> installed() throws IOException {
        Set<String> found = new HashSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(each -> !each.startsWith(path(image.volume()))).toList()) {
                found.add(file + " " + (Files.isRegularFile(file) ? Files.size(file) : 0));
            }
        }
        return found;
    }

    /** Takes everybody's right to write, except in the volume. */
    public void makeReadOnly() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(each -> !Files.isSymbolicLink(each))
                    .filter(each -> !each.startsWith(path(image.volume())))
                    .toList()) {
                Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
                rights.removeAll(PosixFilePermissions.fromString("-w--w--w-"));
                Files.setPosixFilePermissions(file, rights);
            }
        }
    }

    /**
     * Starts a command of the image with this environment and no other. As root it runs under the image's user, whom
     * the rights of files bind; everybody else runs it as himself.
     */
    public Process start(List<String> command, Map<String, String> environment, Path log) throws IOException {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            String[] user = image.user().split(":", -1);
            words.addAll(
                    List.of("setpriv", "--reuid=" + user[0], "--regid=" + user[1], "--clear-groups", "--no-new-privs"));
        }
        command.forEach(word -> words.add(toLocalPaths(word)));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(path(image.workingDirectory()).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        environment.forEach((name, value) -> builder.environment().put(name, toLocalPaths(value)));
        return builder.start();
    }

    /** Puts a file into the volume; gives the path that it has in the image. */
    public String writeFile(String name, String content) throws IOException {
        String inImage = image.volume() + "/" + name;
        Files.writeString(path(inImage), content);
        return inImage;
    }

    private void give(Path folder) throws IOException {
        if (isRoot()) {
            String[] user = image.user().split(":", -1);
            Files.setAttribute(folder, "unix:uid", Integer.valueOf(user[0]));
            Files.setAttribute(folder, "unix:gid", Integer.valueOf(user[1]));
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name", "").equals("root");
    }

    private static void copyTree(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            files.forEach(file -> {
                try {
                    Path copy = target.resolve(source.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(copy);
                    } else {
                        Files.createDirectories(copy.getParent());
                        Files.copy(file, copy);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
