package io.modelfactory.worker.console.auth;

import io.modelfactory.worker.config.ConsoleSecurity;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The host names under which the console answers. A page of another site can make its own name lead to the loopback
 * address, and a browser would then let it read what the console says to that name: so it says nothing.
 */
public final class AllowedHosts {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9_.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");

    private final Set<String> names;

    /** @param names beside those of the loopback address, without ports */
    public AllowedHosts(List<String> names) {
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    /** Those that are listed, and that of the public address. */
    public static AllowedHosts of(ConsoleSecurity security) {
        List<String> names = new ArrayList<>(security.allowedHosts());
        security.publicUrl().map(URI::create).map(URI::getHost).ifPresent(names::add);
        return new AllowedHosts(names);
    }

    /** @param host header of a request, with or without a port */
    public boolean allow(String host) {
        Matcher parts = HOST.matcher(host);
        if (!parts.matches()) {
            return false;
        }
        String name = parts.group(1).toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(name) || names.contains(name);
    }
}
