package io.modelfactory.worker.console.view;

import io.modelfactory.worker.artifact.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Style, script and icon of the pages, out of the jar; an address names the content, so that browsers may keep it. */
public final class AssetFiles {
    private static final Map<String, String> TYPES = Map.of(
            "console.css", "text/css; charset=utf-8",
            "console.js", "text/javascript; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private static final int VERSION_DIGITS = 12;

    private final Map<String, AssetFile> files = new TreeMap<>();

    /** @param version of the content, as a part of the address */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record AssetFile(byte[] content, String contentType, String version) {}

    public AssetFiles() {
        TYPES.forEach((name, type) -> {
            byte[] content = read(name);
            files.put(name, new AssetFile(content, type, Sha256.hex(content).substring(0, VERSION_DIGITS)));
        });
    }

    private static byte[] read(String name) {
        try (InputStream content =
                AssetFiles.class.getResourceAsStream("/io/modelfactory/worker/console/asset/" + name)) {
            if (content == null) {
                throw new IllegalStateException("the jar has no " + name);
            }
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Optional<AssetFile> find(String name) {
        return Optional.ofNullable(files.get(name));
    }

    /** The address of a file, which changes with its content. */
    public String path(String name) {
        AssetFile file = find(name).orElseThrow(() -> new IllegalArgumentException("there is no file " + name));
        return "/assets/" + file.version() + "/" + name;
    }
}
