import { graphql } from 'relay-runtime';

/** A list that loads further pages, of cards that can be fetched again one by one: Relay needs `node`, connections and global ids for it. */
export const assetList = graphql`
  fragment assetList_query on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "assetListPageQuery") {
    assets(first: $count, after: $cursor, order: [{ createdAt: DESC }]) @connection(key: "assetList_assets") {
      edges {
        node {
          ...assetList_card
        }
      }
    }
  }
`;

export const card = graphql`
  fragment assetList_card on Asset @refetchable(queryName: "assetListCardQuery") {
    title
    status
    rendition(transform: { width: 400 }) {
      url
    }
  }
`;

export const list = graphql`
  query assetListQuery {
    ...assetList_query
  }
`;

export const approve = graphql`
  mutation assetListApproveMutation($input: SetAssetStatusInput!) {
    setAssetStatus(input: $input) {
      asset {
        ...assetList_card
      }
      errors {
        __typename
        code
        message
        ... on RevisionConflictError {
          currentRevision
        }
      }
    }
  }
`;
