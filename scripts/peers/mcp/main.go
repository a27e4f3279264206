// The official Go client over HTTP: signs in if the server asks for it, lists the tools and calls one.
//
// Arguments: the URL, a token or "oauth", and the redirect URL. It prints {"open": url} when a user has to sign in, and
// reads the parameters of the redirect as a line of JSON.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/modelcontextprotocol/go-sdk/auth"
	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/modelcontextprotocol/go-sdk/oauthex"
)

type bearer struct{ token string }

func (b bearer) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.Header.Set("Authorization", "Bearer "+b.token)
	return http.DefaultTransport.RoundTrip(request)
}

func say(value map[string]any) {
	text, _ := json.Marshal(value)
	fmt.Println(string(text))
}

func signIn(_ context.Context, args *auth.AuthorizationArgs) (*auth.AuthorizationResult, error) {
	say(map[string]any{"open": args.URL})
	line, err := bufio.NewReader(os.Stdin).ReadBytes('\n')
	if err != nil {
		return nil, err
	}
	var returned struct{ Code, State, Iss string }
	if err := json.Unmarshal(line, &returned); err != nil {
		return nil, err
	}
	return &auth.AuthorizationResult{Code: returned.Code, State: returned.State, Iss: returned.Iss}, nil
}

func main() {
	url, credential, redirect := os.Args[1], os.Args[2], os.Args[3]
	transport := &mcp.StreamableClientTransport{Endpoint: url}
	if credential == "oauth" {
		handler, err := auth.NewAuthorizationCodeHandler(&auth.AuthorizationCodeHandlerConfig{
			DynamicClientRegistrationConfig: &auth.DynamicClientRegistrationConfig{
				Metadata: &oauthex.ClientRegistrationMetadata{
					ClientName:              "go",
					RedirectURIs:            []string{redirect},
					TokenEndpointAuthMethod: "none",
				},
			},
			AuthorizationCodeFetcher: signIn,
		})
		if err != nil {
			log.Fatal(err)
		}
		transport.OAuthHandler = handler
	} else {
		transport.HTTPClient = &http.Client{Transport: bearer{credential}}
	}
	ctx := context.Background()
	client := mcp.NewClient(&mcp.Implementation{Name: "go", Version: "1"}, nil)
	session, err := client.Connect(ctx, transport, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer session.Close()
	tools, err := session.ListTools(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	result, err := session.CallTool(ctx, &mcp.CallToolParams{Name: "list_clusters", Arguments: map[string]any{}})
	if err != nil {
		log.Fatal(err)
	}
	text := result.Content[0].(*mcp.TextContent).Text
	say(map[string]any{"tools": len(tools.Tools), "failed": result.IsError, "text": text[:min(len(text), 200)]})
}
