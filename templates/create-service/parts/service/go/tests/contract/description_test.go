package contract_test

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// description is what openapi/openapi.json says of requests and answers.
type description struct {
	document map[string]any
	compiler *jsonschema.Compiler
}

// pointer leads to a place in the description.
type pointer []string

func (p pointer) to(tokens ...string) pointer {
	return append(append(pointer{}, p...), tokens...)
}

func parse(t *testing.T, text []byte) *description {
	t.Helper()
	content, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	document, ok := content.(map[string]any)
	if !ok {
		t.Fatalf("the description is a %T", content)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	if err := compiler.AddResource("openapi.json", content); err != nil {
		t.Fatal(err)
	}
	return &description{document: document, compiler: compiler}
}

// find returns the object at a place, and where it really is if there is only a reference.
func (d *description) find(place pointer) (object map[string]any, where pointer) {
	object = d.document
	for _, token := range place {
		object, _ = object[token].(map[string]any)
	}
	if reference, ok := object["$ref"].(string); ok {
		return d.find(strings.Split(strings.TrimPrefix(reference, "#/"), "/"))
	}
	return object, place
}

// answers are all operations with the codes of their answers, such as GET /notes 200.
func (d *description) answers() map[string]pointer {
	found := map[string]pointer{}
	paths, where := d.find(pointer{"paths"})
	for path := range paths {
		operations, where := d.find(where.to(path))
		for method := range operations {
			responses, where := d.find(where.to(method, "responses"))
			for code := range responses {
				found[fmt.Sprint(strings.ToUpper(method), " ", path, " ", code)] = where.to(code)
			}
		}
	}
	return found
}

// checkAnswer fails unless the answer has a described media type, what is described for it, and the described headers.
func (d *description) checkAnswer(place pointer, answer *httptest.ResponseRecorder) error {
	response, where := d.find(place)
	headers, _ := response["headers"].(map[string]any)
	for name := range headers {
		if err := d.checkText(where.to("headers", name, "schema"), answer.Header().Get(name)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return d.checkBody(where.to("content"), answer.Header().Get("Content-Type"), answer.Body.String())
}

// checkRequest fails unless the parameters and the body of a request are as described.
func (d *description) checkRequest(operation pointer, path string, r *http.Request, body string) error {
	described, where := d.find(operation)
	values := r.URL.Query()
	names, parts := strings.Split(path, "/"), strings.Split(r.URL.Path, "/")
	for i, name := range names {
		if strings.HasPrefix(name, "{") {
			values.Set(strings.Trim(name, "{}"), parts[i])
		}
	}
	parameters, _ := described["parameters"].([]any)
	for i, parameter := range parameters {
		name := fmt.Sprint(parameter.(map[string]any)["name"])
		if !values.Has(name) {
			continue
		}
		if err := d.checkText(where.to("parameters", strconv.Itoa(i), "schema"), values.Get(name)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if _, hasBody := described["requestBody"]; !hasBody {
		return nil
	}
	return d.checkBody(where.to("requestBody", "content"), r.Header.Get("Content-Type"), body)
}

func (d *description) checkBody(content pointer, contentType, body string) error {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return err
	}
	described, where := d.find(content.to(media))
	if described == nil {
		return fmt.Errorf("the media type %s is not described", media)
	}
	var value any = body
	if strings.HasSuffix(media, "json") {
		if value, err = jsonschema.UnmarshalJSON(strings.NewReader(body)); err != nil {
			return err
		}
	}
	return d.validate(where.to("schema"), value)
}

// checkText checks a header or a parameter, which may be meant as a number.
func (d *description) checkText(schema pointer, text string) error {
	if text == "" {
		return errors.New("is missing")
	}
	if number, err := jsonschema.UnmarshalJSON(strings.NewReader(text)); err == nil {
		return d.validate(schema, number)
	}
	return d.validate(schema, text)
}

func (d *description) validate(schema pointer, value any) error {
	escaped := make([]string, 0, len(schema))
	for _, token := range schema {
		escaped = append(escaped, url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(token)))
	}
	compiled, err := d.compiler.Compile("openapi.json#/" + strings.Join(escaped, "/"))
	if err != nil {
		return err
	}
	return compiled.Validate(value)
}
