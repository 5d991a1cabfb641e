package io.modelfactory.worker.modelcard;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Markup as a parser sees it, and not as it looks. */
public final class XmlDocuments {
    private XmlDocuments() {}

    /** @throws AssertionError if it is not well-formed */
    public static Document parsed(String markup) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(markup)));
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new AssertionError(e.getMessage() + " in " + markup, e);
        }
    }

    public static List<String> texts(Document document, String element) {
        return elements(document, element).map(Element::getTextContent).toList();
    }

    public static List<String> attributes(Document document, String element, String attribute) {
        return elements(document, element)
                .map(found -> found.getAttribute(attribute))
                .toList();
    }

    public static Stream<Element> elements(Document document, String element) {
        NodeList found = document.getElementsByTagName(element);
        return IntStream.range(0, found.getLength()).mapToObj(found::item).map(Element.class::cast);
    }
}
