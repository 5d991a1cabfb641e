package io.modelfactory.worker.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.htmlunit.HtmlUnitDriver;

/**
 * A browser: Chromium where there is one with its driver ({@code MF_CHROME} names it, or the search path has it), else
 * HtmlUnit without scripts, in which every page must work as well.
 */
record Browser(WebDriver driver, boolean isReal, String name) implements AutoCloseable {

    /** @param darkly whether it prefers dark pages */
    static Browser open(int width, int height, boolean darkly) {
        Optional<Path> chromium = Optional.ofNullable(System.getenv("MF_CHROME"))
                .map(Path::of)
                .or(() -> onSearchPath("chromium", "chromium-browser", "google-chrome"));
        Optional<Path> driver = onSearchPath("chromedriver");
        return chromium.isPresent() && driver.isPresent()
                ? chromium(chromium.get(), driver.get(), width, height, darkly)
                : htmlUnit();
    }

    static Browser htmlUnit() {
        return new Browser(new HtmlUnitDriver(false), false, "HtmlUnit without scripts");
    }

    private static Optional<Path> onSearchPath(String... names) {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Browser chromium(Path program, Path driver, int width, int height, boolean darkly) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program.toString());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--no-first-run",
                "--blink-settings=preferredColorScheme=" + (darkly ? "0" : "1"),
                "--window-size=" + width + "," + height);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.toFile())
                .usingAnyFreePort()
                .build();
        ChromeDriver started = new ChromeDriver(service, options);
        Browser browser = new Browser(
                started, true, "Chromium " + started.getCapabilities().getBrowserVersion());
        browser.resize(width, height);
        return browser;
    }

    /** A window cannot be as narrow as a telephone: its metrics can. */
    void resize(int width, int height) {
        if (driver instanceof ChromeDriver chrome) {
            chrome.executeCdpCommand(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        }
    }

    void prefersDark(boolean dark) {
        if (driver instanceof ChromeDriver chrome) {
            chrome.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", new Object[] {
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light")
            }));
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
