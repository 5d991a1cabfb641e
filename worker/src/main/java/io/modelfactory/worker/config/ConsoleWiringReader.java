package io.modelfactory.worker.config;

import io.modelfactory.worker.config.ConsoleSecurity.Authentication;
import io.modelfactory.worker.config.ConsoleSecurity.Oidc;
import io.modelfactory.worker.config.ConsoleSecurity.Roles;
import io.modelfactory.worker.config.ConsoleSecurity.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys below {@code wiring.console}: where the console is, and who may use it. */
final class ConsoleWiringReader {
    /** In the clear only where no network is crossed. */
    private static final Pattern ISSUER = Pattern.compile(
            "https://[^\\s@/?#]+(/[^\\s@?#]*)?|http://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?(/[^\\s@?#]*)?");

    private static final Pattern PUBLIC_URL = Pattern.compile("https?://[A-Za-z0-9._-]+(:[0-9]{1,5})?/?");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]");
    private static final Pattern ADDRESS_RANGE = Pattern.compile("[0-9A-Fa-f:.]{2,45}(/[0-9]{1,3})?");

    private ConsoleWiringReader() {}

    static Wiring.Console read(ProfileSection console) {
        return new Wiring.Console(
                console.flag("enabled", false),
                console.text(
                        "host",
                        "127.0.0.1",
                        WiringReader.HOST,
                        "a host name or an address to listen on, such as 127.0.0.1"),
                console.wholeNumber("port", 8095, 0, 65_535),
                console.wholeNumber("pool_size", 6, 2, 50),
                console.section("database", ConsoleWiringReader::databaseRole),
                security(console));
    }

    private static Optional<Wiring.DatabaseRole> databaseRole(ProfileSection database) {
        Optional<String> user = database.optionalText("user");
        Optional<Secret> password = WiringReader.password(database);
        if (user.isEmpty() && password.isPresent()) {
            database.addProblem("user", "is missing beside the password");
        }
        return user.map(name -> new Wiring.DatabaseRole(name, password));
    }

    private static ConsoleSecurity security(ProfileSection console) {
        ConsoleSecurity read = new ConsoleSecurity(
                console.flag("actions", false),
                console.wholeNumber("action_timeout_minutes", 60, 1, 24 * 60),
                console.optionalText("request_key_file").map(Path::of),
                listed(console, "allowed_hosts", HOST, "host names without ports"),
                listed(console, "trusted_proxies", ADDRESS_RANGE, "addresses, or ranges such as 10.0.0.0/8"),
                console.optionalText("public_url").map(url -> publicUrl(console, url)),
                console.section("tls", ConsoleWiringReader::tls),
                console.section("authentication", ConsoleWiringReader::authentication));
        if (read.actions() && read.authentication().isEmpty()) {
            console.addProblem(
                    "actions",
                    "needs authentication, for the person who signs in is the requester; give"
                            + " authentication.password_file or authentication.oidc");
        }
        return read;
    }

    private static List<String> listed(ProfileSection console, String key, Pattern pattern, String description) {
        List<String> texts = console.texts(key);
        if (!texts.stream().allMatch(text -> pattern.matcher(text).matches())) {
            console.addProblem(key, "must list " + description);
            return List.of();
        }
        return texts;
    }

    private static String publicUrl(ProfileSection console, String url) {
        if (!PUBLIC_URL.matcher(url).matches()) {
            console.addProblem("public_url", "must be an address without a path, such as https://console.example.org");
        }
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static Optional<Tls> tls(ProfileSection tls) {
        Optional<String> certificate = tls.optionalText("certificate_file");
        Optional<String> key = tls.optionalText("key_file");
        if (certificate.isPresent() != key.isPresent()) {
            tls.addProblem(certificate.isPresent() ? "key_file" : "certificate_file", "is missing beside the other");
        }
        return certificate.flatMap(file -> key.map(keyFile -> new Tls(Path.of(file), Path.of(keyFile))));
    }

    private static Optional<Authentication> authentication(ProfileSection section) {
        Optional<Path> passwordFile = section.optionalText("password_file").map(Path::of);
        Optional<Oidc> oidc = section.section("oidc", ConsoleWiringReader::oidc);
        Authentication read = new Authentication(
                passwordFile,
                oidc,
                principal(section),
                section.section(
                        "roles",
                        roles -> new Roles(roles.texts("viewer"), roles.texts("operator"), roles.texts("auditor"))),
                section.wholeNumber("idle_minutes", 30, 1, 24 * 60),
                section.wholeNumber("lifetime_hours", 8, 1, 7 * 24));
        if (passwordFile.isEmpty() && oidc.isEmpty()) {
            return Optional.empty();
        }
        if (read.roles().viewer().isEmpty()
                && read.roles().operator().isEmpty()
                && read.roles().auditor().isEmpty()) {
            section.addProblem("roles", "lists no group, so that no one could sign in; list groups by role");
        }
        return Optional.of(read);
    }

    private static PrincipalTemplate principal(ProfileSection section) {
        String text = section.text("principal", "HUMAN::{name}");
        try {
            return new PrincipalTemplate(text);
        } catch (IllegalArgumentException e) {
            section.addProblem("principal", String.valueOf(e.getMessage()));
            return new PrincipalTemplate("HUMAN::{name}");
        }
    }

    private static Optional<Oidc> oidc(ProfileSection oidc) {
        Optional<String> issuer = oidc.optionalText("issuer");
        Optional<String> clientId = oidc.optionalText("client_id");
        Optional<Secret> secret = clientSecret(oidc);
        List<String> scopes = oidc.texts("scopes");
        String groupsClaim = oidc.text("groups_claim", "groups");
        if (issuer.isEmpty() && clientId.isEmpty()) {
            return Optional.empty();
        }
        if (issuer.filter(text -> ISSUER.matcher(text).matches()).isEmpty()) {
            oidc.addProblem("issuer", "must be an https address, as the provider's ID tokens name it");
        }
        if (clientId.isEmpty()) {
            oidc.addProblem("client_id", "is missing or blank; give it a value");
        }
        if (!scopes.isEmpty() && !scopes.contains("openid")) {
            oidc.addProblem("scopes", "must list openid");
        }
        return Optional.of(new Oidc(
                issuer.orElse(ProfileSection.PLACEHOLDER),
                clientId.orElse(ProfileSection.PLACEHOLDER),
                secret,
                scopes.isEmpty() ? List.of("openid", "profile") : scopes,
                groupsClaim));
    }

    private static Optional<Secret> clientSecret(ProfileSection oidc) {
        Optional<String> inline = oidc.optionalText("client_secret");
        Optional<String> file = oidc.optionalText("client_secret_file");
        if (inline.isPresent() && file.isPresent()) {
            oidc.addProblem("client_secret_file", "is given beside client_secret; keep one of them");
        }
        return inline.or(() -> file.flatMap(path -> content(oidc, path))).map(Secret::new);
    }

    private static Optional<String> content(ProfileSection oidc, String path) {
        try {
            return Optional.of(Files.readString(Path.of(path)).strip());
        } catch (IOException e) {
            oidc.addProblem("client_secret_file", "cannot be read: " + path);
            return Optional.empty();
        }
    }
}
